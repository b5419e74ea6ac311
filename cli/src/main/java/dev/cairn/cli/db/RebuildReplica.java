package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db rebuild}. */
@Command(
    name = "rebuild",
    description = {
      "Copy the data of a replica's primary anew.",
      "Cairn does that by itself where a replica cannot follow any more. It answers nothing meanwhile;"
          + " its primary goes on."
    })
public final class RebuildReplica extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The replica: STACK/STAGE/ENGINE.")
  private String database;

  @Override
  protected void run(ApiClient api) {
    var accepted = api.rebuildReplica(database);
    follow(api, accepted.operation(), "Rebuilt " + database + ". It follows its primary again.");
  }
}
