package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn db resize}. */
@Command(
    name = "resize",
    description = {
      "Change instance type or storage.",
      "More storage restarts nothing, and has a database that refuses writes take them again at once.",
      "Another type restarts a PostgreSQL, after which its application is checked; MySQL and Redis take"
          + " it while they run."
    })
public final class ResizeDatabase extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Mixin private SizeOptions size = new SizeOptions();

  @Override
  protected void run(ApiClient api) {
    var accepted =
        api.resizeDatabase(database, new dev.cairn.api.ResizeDatabase(size.type, size.storage));
    follow(api, accepted.operation(), "Resized " + database + ".");
  }
}
