package dev.cairn.operation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Opens, shows, cancels and retries operations. The runner does the work. */
public final class Operations {

  /**
   * Opens an operation in the caller's transaction. With an idempotency key that was used before by
   * the same actor, returns that operation and opens none.
   *
   * @throws dev.cairn.core.ProblemException {@code operation-in-progress} where the target has an
   *     open one; the message names it
   */
  public Operation open(Handle transaction, NewOperation wanted) {
    throw new UnsupportedOperationException();
  }

  public Operation get(UUID id) {
    throw new UnsupportedOperationException();
  }

  public Optional<Operation> findOpen(String target) {
    throw new UnsupportedOperationException();
  }

  /** Newest first; of one target and what is below it ({@code notes} covers {@code notes/dev}). */
  public List<Operation> list(Optional<String> target, int limit) {
    throw new UnsupportedOperationException();
  }

  public Operation cancel(dev.cairn.core.Actor actor, UUID id) {
    throw new UnsupportedOperationException();
  }

  public Operation retry(dev.cairn.core.Actor actor, UUID id) {
    throw new UnsupportedOperationException();
  }

  /** Calls {@code listener} after every change of an operation, until closed. */
  public AutoCloseable watch(UUID id, Runnable listener) {
    throw new UnsupportedOperationException();
  }
}
