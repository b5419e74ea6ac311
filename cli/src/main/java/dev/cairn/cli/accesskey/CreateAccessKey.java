package dev.cairn.cli.accesskey;

import dev.cairn.api.ApiClient;
import dev.cairn.api.NewAccessKey;
import dev.cairn.cli.session.ServerCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn access-key create}. */
@Command(
    name = "create",
    description = "Create an access key; its secret is shown this once, ready for a shell.")
public final class CreateAccessKey extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose key, and so with whose role; by default your own.")
  private Optional<String> user = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var issued = api.access().createAccessKey(new NewAccessKey(name, user));
    report(issued, issued.asShell());
  }
}
