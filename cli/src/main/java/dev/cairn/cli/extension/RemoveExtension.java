package dev.cairn.cli.extension;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db extension remove}. */
@Command(
    name = "remove",
    description = {
      "Remove an extension that was added with Cairn. For admins.",
      "Refused where something in the database needs it."
    })
public final class RemoveExtension extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "DB", description = "The database: STACK/STAGE/postgres.")
  private String database;

  @Parameters(index = "1", paramLabel = "NAME", description = "The extension.")
  private String name;

  @Override
  protected void run(ApiClient api) {
    var accepted = api.removeExtension(database, name);
    follow(api, accepted.operation(), "Removed " + name + " from " + database + ".");
  }
}
