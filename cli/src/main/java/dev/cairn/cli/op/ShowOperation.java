package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn op show}. */
@Command(name = "show", description = "An operation and its steps.")
public final class ShowOperation extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The operation; see cairn op list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    var shown = api.operationById(id);
    report(shown, OperationText.of(shown));
  }
}
