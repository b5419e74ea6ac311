package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import dev.cairn.api.OperationRef;
import dev.cairn.api.OperationView;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A command that starts an operation. */
public abstract class ChangeCommand extends ServerCommand {
  @Option(
      names = "--wait",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait for the operation's end and show its progress; the default.")
  private boolean wait = true;

  /** Follows the operation, unless told not to wait, and reports how it stands at the end. */
  protected final void follow(ApiClient api, OperationRef ref, String done) {
    follow(api, ref, () -> done);
  }

  /** With a last line that is asked for at the end. */
  protected final void follow(ApiClient api, OperationRef ref, Supplier<String> done) {
    if (!wait) {
      report(api.operation(ref), "Started. Follow it with: cairn op watch " + ref.id());
      return;
    }
    var ended = Following.await(api, List.of(ref)).getFirst();
    if (isJson() || ended.hasSucceeded()) {
      report(ended, ended.hasSucceeded() ? done.get() : "");
    }
    Following.requireSuccess(ended);
  }

  /** How the operations ended; where nobody waits, how they stand now. */
  protected final List<OperationView> await(ApiClient api, List<OperationRef> operations) {
    return wait
        ? Following.await(api, operations)
        : operations.stream().map(api::operation).toList();
  }

  /** A problem if one that was waited for failed. */
  protected final void requireSuccess(List<OperationView> awaited) {
    if (wait) {
      awaited.forEach(Following::requireSuccess);
    }
  }

  protected final boolean waits() {
    return wait;
  }
}
