package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn op list}. */
@Command(name = "list", description = "Operations, newest first.")
public final class ListOperations extends ServerCommand {
  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      description = "Only of this stack, stage or database.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many; by default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  protected void run(ApiClient api) {
    var operations = api.operations(target, limit);
    var table = new Table("ID", "WHAT", "TARGET", "STATUS", "BY", "AGE");
    operations.forEach(
        each ->
            table.row(
                each.id(),
                each.title(),
                each.target(),
                each.status(),
                each.actor(),
                Words.age(each.createdAt())));
    report(operations, table, "No operations yet.");
  }
}
