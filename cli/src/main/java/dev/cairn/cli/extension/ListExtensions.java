package dev.cairn.cli.extension;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ExtensionView;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db extension list}. */
@Command(
    name = "list",
    description = "Extensions that a PostgreSQL has or could have, and where to get others.")
public final class ListExtensions extends ServerCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/postgres.")
  private String database;

  @Override
  protected void run(ApiClient api) {
    var found = api.extensions(database);
    report(found, text(found));
  }

  private static Table text(List<ExtensionView> found) {
    var table = new Table("EXTENSION", "VERSION", "INSTALLED", "TRUSTED", "", "");
    found.forEach(
        it ->
            table.row(
                it.name(),
                it.version(),
                it.installed().orElse(""),
                it.trusted() ? "yes" : "",
                it.restarts() ? "needs a restart" : "",
                it.state()));
    return table;
  }
}
