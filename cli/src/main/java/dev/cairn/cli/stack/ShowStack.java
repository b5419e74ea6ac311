package dev.cairn.cli.stack;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn stack show}. */
@Command(name = "show", description = "A stack and what runs in its stages.")
public final class ShowStack extends ServerCommand {
  @Parameters(paramLabel = "STACK", description = "The stack.")
  private String stack;

  @Override
  protected void run(ApiClient api) {
    var shown = api.stack(stack);
    var table = new Table("STAGE", "TARGET", "APPLICATION", "ADDRESS", "DATABASES");
    for (var stage : shown.stages()) {
      table.row(
          stage.ref(),
          stage.target(),
          stage.service().map(service -> service.status()).orElse(""),
          stage.service().map(service -> Words.urls(service).getFirst()).orElse(""),
          String.join(
              ", ",
              stage.databases().stream()
                  .map(each -> each.engine() + " " + each.status())
                  .toList()));
    }
    report(shown, table, "The stack " + stack + " has no stages yet.");
  }
}
