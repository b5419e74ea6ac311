package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn op give-up}. */
@Command(
    name = "give-up",
    description = "End the undoing of an operation; what is not undone yet is left as it is.")
public final class GiveUpOperation extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The operation; see cairn op list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    var operation = api.giveUp(id);
    var left = operation.problem().filter(problem -> operation.finishedAt().isPresent());
    report(
        operation,
        left.map(problem -> "Ended as " + operation.status() + ". " + problem.detail())
            .orElse("Giving up. See what is left with: cairn op watch " + id));
  }
}
