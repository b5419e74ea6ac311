package dev.cairn.cli.extension;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db extension add}. */
@Command(
    name = "add",
    description = {
      "Add an extension that wants a superuser, and let the application use it. For admins.",
      "pg_stat_statements restarts the database, after which its application is checked.",
      "Trusted ones need no admin: the application runs CREATE EXTENSION itself."
    })
public final class AddExtension extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "DB", description = "The database: STACK/STAGE/postgres.")
  private String database;

  @Parameters(index = "1", paramLabel = "NAME", description = "As cairn db extension list has it.")
  private String name;

  @Override
  protected void run(ApiClient api) {
    var accepted = api.addExtension(database, name);
    follow(api, accepted.operation(), "Added " + name + " to " + database + ".");
  }
}
