package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.OperationRef;
import dev.cairn.api.OperationView;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Follows operations to their end, side by side, showing progress. */
public final class Following {
  private static final Duration TICK = Duration.ofMillis(200);

  private Following() {}

  /** How they ended, in the given order. A failed one is no exception. */
  public static List<OperationView> await(ApiClient api, Collection<OperationRef> operations) {
    var progress = new Progress();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var watches =
          operations.stream()
              .map(ref -> threads.submit(() -> api.watch(ref.id(), progress::show)))
              .toList();
      var ended = new ArrayList<OperationView>();
      for (var watch : watches) {
        ended.add(result(watch, progress));
      }
      return ended;
    }
  }

  /** A problem unless it succeeded. */
  public static void requireSuccess(OperationView operation) {
    if (operation.hasSucceeded()) {
      return;
    }
    throw operation
        .problem()
        .map(ApiProblemException::new)
        .orElseGet(
            () ->
                Problems.of(
                    "operation-" + operation.status(),
                    operation.title()
                        + " ("
                        + operation.target()
                        + ") ended as "
                        + operation.status()
                        + ".",
                    "See what it did with: cairn op show " + operation.id()));
  }

  private static OperationView result(Future<OperationView> watch, Progress progress) {
    while (true) {
      try {
        return watch.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        progress.tick();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ApiProblemException problem) {
          throw problem;
        }
        throw new IllegalStateException("following an operation failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while following an operation", e);
      }
    }
  }
}
