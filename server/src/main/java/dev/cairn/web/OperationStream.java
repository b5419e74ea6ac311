package dev.cairn.web;

import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client of an operation: now and at each change, until it has settled. A comment now and
 * then notices who has gone; then the operation is looked at too, for another server may have
 * changed it.
 */
public final class OperationStream {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final Operations operations;

  /** Writes one event. */
  @FunctionalInterface
  public interface Writer {
    void write(Operation operation) throws IOException;
  }

  public OperationStream(Operations operations) {
    this.operations = operations;
  }

  /** Returns once nothing more is to be told: to a client that has gone as well. */
  public void follow(UUID id, ClientStream client, Writer writer) throws IOException {
    var changed = new Semaphore(1);
    var watch = operations.watch(id, changed::release);
    try {
      var told = Optional.<Operation>empty();
      while (!client.hasGone()) {
        if (!changed.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
          client.write(": still there\n\n");
        }
        changed.drainPermits();
        var operation = operations.get(id);
        if (!told.equals(Optional.of(operation))) {
          writer.write(operation);
          told = Optional.of(operation);
        }
        if (isSettled(operation)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    } finally {
      close(watch);
    }
  }

  /** Nothing changes by itself any more: it has ended, or waits for a person. */
  public static boolean isSettled(Operation operation) {
    return operation.status().isFinished()
        || operation.status() == Operation.Status.NEEDS_ATTENTION;
  }

  private static void close(AutoCloseable watch) throws IOException {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IOException("ending the watch of an operation", e);
    }
  }
}
