package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Confirmation;
import dev.cairn.cli.terminal.Problems;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db remove}. */
@Command(name = "remove", description = "Remove a database; a final backup of it is kept.")
public final class RemoveDatabase extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Option(names = "--skip-final-backup", description = "Keep nothing: its data is gone for good.")
  private boolean skipFinalBackup;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    var found = api.database(database);
    if (found.origin().equals("attached")) {
      throw Problems.of(
          "attached-database",
          database + " was attached: Cairn does not run it and deletes nothing there.",
          "To take it from the stage: cairn db detach " + database);
    }
    if (found.replicaOf().isPresent()) {
      removeReplica(api, found.replicaOf().get());
    } else {
      removeWithData(api);
    }
  }

  /** Its data are its primary's: there is nothing to back up. */
  private void removeReplica(ApiClient api, String primary) {
    confirmation.require(
        database, "remove the replica " + database + "; its primary " + primary + " stays");
    var accepted = api.removeDatabase(database, Optional.empty());
    follow(api, accepted.operation(), "Removed " + database + ". " + primary + " is as before.");
  }

  private void removeWithData(ApiClient api) {
    var backup = skipFinalBackup ? Optional.<String>empty() : api.previewRemoval(database).backup();
    confirmation.require(
        database,
        "remove the database "
            + database
            + backup
                .map(name -> " and keep the backup " + name)
                .orElse(" and all its data, without a backup"));
    var accepted = api.removeDatabase(database, backup);
    var kept =
        accepted
            .backup()
            .map(
                name ->
                    " Its backup is "
                        + name
                        + "; bring it back with: cairn db add "
                        + database.replaceFirst("/([^/]+)$", " $1")
                        + " --from-backup "
                        + name)
            .orElse("");
    follow(api, accepted.operation(), "Removed " + database + "." + kept);
  }
}
