package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn db detach}. */
@Command(
    name = "detach",
    description = "Take an attached database from its stage. The database itself stays as it is.")
public final class DetachDatabase extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    var attachment = api.attachment(database);
    var where = attachment.host() + ":" + attachment.port();
    confirmation.require(
        database,
        "take "
            + database
            + " and its variables from the application, and forget its password; the database at "
            + where
            + " and its data stay as they are");
    var accepted = api.detachDatabase(database);
    follow(
        api,
        accepted.operation(),
        "Detached " + database + ". The database at " + where + " is as it was.");
  }
}
