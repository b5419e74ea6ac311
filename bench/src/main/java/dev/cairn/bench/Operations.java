package dev.cairn.bench;

import dev.cairn.api.Accepted;
import dev.cairn.api.ApiClient;
import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what was asked for. */
public final class Operations {
  private Operations() {}

  /** Returns when the operation has succeeded. */
  public static void await(ApiClient api, String operation) {
    var outcome = api.watch(operation, view -> {});
    if (!outcome.hasSucceeded()) {
      throw new IllegalStateException(outcome.title() + ": " + outcome.problem());
    }
  }

  /** How long it took until what is asked for here was done. */
  static Duration time(ApiClient api, Supplier<Accepted> request) {
    var begin = System.nanoTime();
    await(api, request.get().operation().id());
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
