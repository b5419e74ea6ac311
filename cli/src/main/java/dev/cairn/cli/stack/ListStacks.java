package dev.cairn.cli.stack;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn stack list}. */
@Command(name = "list", description = "All stacks.")
public final class ListStacks extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var stacks = api.stacks();
    var table = new Table("STACK", "STAGES", "AGE");
    stacks.forEach(
        each ->
            table.row(
                each.name(),
                String.join(", ", each.stages().stream().map(stage -> stage.name()).toList()),
                Words.age(each.createdAt())));
    report(
        stacks, table, "No stacks yet. Create one with: cairn up DIR, or cairn stack create NAME");
  }
}
