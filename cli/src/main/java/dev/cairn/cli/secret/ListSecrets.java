package dev.cairn.cli.secret;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn secret list}. */
@Command(name = "list", description = "Secrets, without their values.")
public final class ListSecrets extends ServerCommand {
  @Parameters(
      paramLabel = "STACK[/STAGE]",
      arity = "0..1",
      description = "Only of this stack or stage.")
  private Optional<String> below = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var secrets = api.secrets(below);
    var table = new Table("SECRET", "DATABASE", "DESCRIPTION");
    secrets.forEach(each -> table.row(each.name(), each.database(), each.description()));
    report(secrets, table, "No secrets yet: each database brings its own.");
  }
}
