package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.api.DatabaseView;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db list}. */
@Command(name = "list", description = "The databases of a stage.")
public final class ListDatabases extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Override
  protected void run(ApiClient api) {
    var databases = api.databases(stage);
    var table = new Table("DATABASE", "VERSION", "TYPE", "STORAGE", "USED", "STATUS", "ADDRESS");
    databases.forEach(
        each -> {
          table.row(
              each.ref(),
              each.engine() + " " + each.version(),
              isAttached(each) ? "attached" : each.type(),
              isAttached(each) ? "" : each.storageGib() + " GiB",
              isAttached(each) ? "" : Words.bytes(each.usedBytes()),
              each.status(),
              each.host().map(host -> host + ":" + each.port().orElse(0)).orElse(""));
          if (each.replicaOf().isPresent()) {
            table.note(each.ref(), Replication.followed(each));
          }
          if (!each.replicas().isEmpty()) {
            table.note(each.ref(), "followed by " + Replication.followers(each));
          }
          if (!each.statusReason().isEmpty()) {
            table.note(each.ref(), each.statusReason());
          }
        });
    report(databases, table, "No databases yet. Add one with: cairn db add " + stage + " postgres");
  }

  private static boolean isAttached(DatabaseView database) {
    return database.origin().equals("attached");
  }
}
