package dev.cairn.cli.drill;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn drill list}. */
@Command(name = "list", description = "What came of a database's drills, newest first.")
public final class ListDrills extends ServerCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Override
  protected void run(ApiClient api) {
    var drills = api.drills().list(database);
    var table =
        new Table("CAME TO", "FIRST WRITE", "WOULD BE LOST", "APPLICATION", "TOTAL", "AGE", "WHY");
    drills.forEach(
        each ->
            table.row(
                DrillWords.outcome(each),
                DrillWords.seconds(each.promoteSeconds()),
                DrillWords.missing(each),
                DrillWords.application(each),
                DrillWords.total(each),
                Words.age(each.startedAt()),
                each.reason().lines().findFirst().orElse("")));
    report(drills, table, "No drills yet: cairn drill promote " + database + " makes one.");
  }
}
