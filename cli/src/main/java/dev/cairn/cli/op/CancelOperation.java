package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn op cancel}. */
@Command(name = "cancel", description = "Cancel an operation; what it did so far is undone.")
public final class CancelOperation extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The operation; see cairn op list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    var operation = api.cancel(id);
    // Where undoing it was stuck, it has ended, and the problem says what is left.
    var left = operation.problem().filter(problem -> operation.finishedAt().isPresent());
    report(
        operation,
        left.map(problem -> "Ended as " + operation.status() + ". " + problem.detail())
            .orElse("Cancelling. Follow it with: cairn op watch " + id));
  }
}
