package dev.cairn.cli.activity;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn activity}. */
@Command(name = "activity", description = "Who changed what, newest first.")
public final class ListActivity extends ServerCommand {
  @Parameters(
      paramLabel = "STACK[/STAGE]",
      arity = "0..1",
      description = "Only of this stack or stage.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; by default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  protected void run(ApiClient api) {
    var rows = api.activity(target, limit);
    var table = new Table("AGO", "WHO", "WHAT", "TARGET", "DETAILS");
    rows.forEach(
        each ->
            table.row(
                Words.age(each.at()),
                each.actor(),
                each.action(),
                each.target(),
                String.join(
                    ", ",
                    each.details().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList())));
    report(rows, table, "Nothing has happened yet.");
  }
}
