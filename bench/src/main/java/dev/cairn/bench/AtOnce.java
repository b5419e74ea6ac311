package dev.cairn.bench;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The same job several times at once. */
final class AtOnce {
  private AtOnce() {}

  /** Returns when all have ended: how many of them failed, each of which is printed. */
  static int run(int times, IntConsumer job) throws InterruptedException {
    int failed = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var jobs =
          IntStream.range(0, times).<Future<?>>mapToObj(i -> executor.submit(() -> job.accept(i)));
      for (var future : jobs.toList()) {
        try {
          future.get();
        } catch (ExecutionException e) {
          failed++;
          System.out.println("  failed: " + e.getCause());
        }
      }
    }
    return failed;
  }
}
