package dev.cairn.cli.op;

import dev.cairn.api.ApiClient;
import dev.cairn.api.OperationRef;
import dev.cairn.cli.session.Following;
import dev.cairn.cli.session.ServerCommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn op watch}. */
@Command(name = "watch", description = "Follow an operation to its end.")
public final class WatchOperation extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The operation; see cairn op list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    var known = api.operationById(id);
    var ended = Following.await(api, List.of(new OperationRef(known.id(), known.url()))).getFirst();
    report(
        ended,
        "%s (%s): %s%s"
            .formatted(
                ended.title(),
                ended.target(),
                ended.status(),
                ended.isCancelledTooLate() ? ". " + OperationText.TOO_LATE : ""));
    Following.requireSuccess(ended);
  }
}
