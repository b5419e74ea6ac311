package dev.cairn.operation;

import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A step while it runs. Lines of progress are written a few times a second, the last one always; a
 * step that is quick writes none.
 */
final class CurrentStep implements StepRun, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofMillis(250);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final StateDatabase state;
  private final Signals signals;
  private final Operation operation;
  private final Operation.Step step;
  private Optional<String> unwritten = Optional.empty();
  private boolean closed;
  private long lookedAt;
  private boolean cancelled;

  CurrentStep(StateDatabase state, Signals signals, Operation operation, Operation.Step step) {
    this.state = state;
    this.signals = signals;
    this.operation = operation;
    this.step = step;
    this.lookedAt = System.nanoTime();
    this.cancelled = operation.isCancelling();
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public int attempt() {
    return Math.max(0, step.attempts() - 1);
  }

  @Override
  public Map<String, String> outputs() {
    var outputs = new HashMap<String, String>();
    operation.steps().forEach(it -> outputs.putAll(it.output()));
    return Map.copyOf(outputs);
  }

  @Override
  public synchronized void progress(String line) {
    if (unwritten.isEmpty() && !closed) {
      CompletableFuture.delayedExecutor(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> Thread.ofVirtual().start(this::write));
    }
    unwritten = Optional.of(line);
  }

  private synchronized void write() {
    if (closed || unwritten.isEmpty()) {
      return;
    }
    var line = unwritten.get();
    unwritten = Optional.empty();
    state.transaction(
        transaction -> {
          var steps = transaction.attach(StepStore.class);
          steps.progress(operation.id(), step.position(), line);
          return steps.touch(operation.id());
        });
    signals.changed(operation.id());
  }

  @Override
  public synchronized boolean cancelRequested() {
    if (!cancelled && System.nanoTime() - lookedAt > BETWEEN_LOOKS.toNanos()) {
      lookedAt = System.nanoTime();
      cancelled =
          state.transaction(
              transaction ->
                  transaction
                      .attach(OperationStore.class)
                      .find(operation.id())
                      .map(Operation::isCancelling)
                      .orElse(true));
    }
    return cancelled;
  }

  /** After this no line is written any more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
