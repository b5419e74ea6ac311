package dev.cairn.provider.local.instance;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What parts of one piece of work come to that go on beside each other. */
public final class Background {
  private Background() {}

  public static <T> T result(Future<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new IllegalStateException("a part of creating an instance failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("interrupted", "Cairn is stopping.", "Try again.").toException(e);
    }
  }
}
