package dev.cairn.cli.backup;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Confirmation;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn backup delete}. */
@Command(name = "delete", description = "Delete a backup for good.")
public final class DeleteBackup extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The backup; see cairn backup list.")
  private String name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    confirmation.require(name, "delete the backup " + name + " for good");
    api.removeBackup(name);
    report(Map.of("deleted", name), "Deleted the backup " + name + ".");
  }
}
