package dev.cairn.cli.stage;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn stage list}. */
@Command(name = "list", description = "The stages of a stack.")
public final class ListStages extends ServerCommand {
  @Parameters(paramLabel = "STACK", description = "The stack.")
  private String stack;

  @Override
  protected void run(ApiClient api) {
    var stages = api.stages(stack);
    var table = new Table("STAGE", "TARGET", "REGION", "APPLICATION", "DATABASES", "AGE");
    stages.forEach(
        each ->
            table.row(
                each.ref(),
                each.target(),
                each.region(),
                each.service().map(service -> service.status()).orElse(""),
                String.join(", ", each.databases().stream().map(db -> db.engine()).toList()),
                Words.age(each.createdAt())));
    report(stages, table, "No stages yet. Create one with: cairn stage create " + stack + "/dev");
  }
}
