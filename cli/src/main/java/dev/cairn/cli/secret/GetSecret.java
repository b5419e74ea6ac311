package dev.cairn.cli.secret;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn secret get}. */
@Command(name = "get", description = "A secret with its value; that it was shown is recorded.")
public final class GetSecret extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The secret, for example dev-notes-postgres.")
  private String name;

  @Override
  protected void run(ApiClient api) {
    var secret = api.revealSecret(name);
    var table = new Table("SECRET", secret.name());
    secret
        .value()
        .ifPresent(
            value -> {
              table
                  .row("username", value.username())
                  .row("password", value.password())
                  .row("engine", value.engine())
                  .row("host", value.host())
                  .row("port", value.port())
                  .row("dbname", value.dbname())
                  .row("dbInstanceIdentifier", value.dbInstanceIdentifier());
              value.readerHost().ifPresent(it -> table.row("readerHost", it));
              value.readerPort().ifPresent(it -> table.row("readerPort", it));
            });
    report(secret, table);
  }
}
