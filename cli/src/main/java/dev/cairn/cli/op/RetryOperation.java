package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.api.OperationRef;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn op retry}. */
@Command(name = "retry", description = "Try the failed step of an operation again.")
public final class RetryOperation extends ChangeCommand {
  @Parameters(paramLabel = "ID", description = "The operation; see cairn op list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    var operation = api.retry(id);
    follow(api, new OperationRef(operation.id(), operation.url()), operation.title() + " is done.");
  }
}
