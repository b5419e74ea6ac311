package dev.cairn.cli.secret;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code cairn secret rekey}. */
@Command(name = "rekey", description = "Seal all secrets with a new master key; safe to run again.")
public final class RekeySecrets extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var done = api.rekey();
    var resealed =
        done.resealed().entrySet().stream()
            .map(each -> each.getKey().replace('-', ' ') + ": " + each.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    report(
        done,
        (done.resumed()
                ? "Finished a change of the master key that had been interrupted."
                : "Everything is sealed with a new key, and the old one is gone from master.key.")
            + "\nSealed anew: "
            + resealed
            + ".\nCopies of master.key that you made before open none of it: make another.");
  }
}
