package dev.cairn.operation;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens, shows, cancels and retries operations. The runner does the work. */
public final class Operations {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private final StateDatabase state;
  private final Activity activity;
  private final OperationStore store;
  private final Signals signals = new Signals();
  private final Rhythm rhythm;

  public Operations(StateDatabase state, Activity activity) {
    this.state = state;
    this.activity = activity;
    this.store = state.store(OperationStore.class);
    this.rhythm = new Rhythm(state, signals);
  }

  /**
   * Opens an operation in the caller's transaction. With an idempotency key that was used before by
   * the same actor, returns that operation and opens none.
   *
   * @throws ProblemException {@code operation-in-progress} where the target has an open one; the
   *     message names it. {@code idempotency-key-reused} where the key stood for something else
   */
  public Operation open(Transaction transaction, NewOperation wanted) {
    var known = findRepeated(transaction, wanted);
    if (known.isPresent()) {
      return known.get();
    }
    var id = UUID.randomUUID();
    var rows = transaction.attach(OperationStore.class);
    var _ = rows.lock(wanted.held());
    var repeated = findRepeated(transaction, wanted);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    HeldTargets.refuse(rows, wanted.held(), wanted.beside());
    int opened =
        rows.insert(
            id,
            wanted.plan().kind(),
            wanted.target(),
            wanted.title(),
            wanted.actor().name(),
            Json.write(wanted.input()),
            wanted.idempotencyKey(),
            wanted.also());
    if (opened == 0) {
      // The key was used at this moment, for another target.
      return findRepeated(transaction, wanted).orElseThrow();
    }
    var steps = wanted.plan().steps();
    rows.insertSteps(
        id,
        IntStream.range(0, steps.size()).boxed().toList(),
        steps.stream().map(PlannedStep::name).toList(),
        steps.stream().map(PlannedStep::title).toList(),
        steps.stream().map(PlannedStep::noReturn).toList());
    rows.schedule(id);
    transaction.afterCommit(
        () -> {
          LOG.info("Operation {} opened: {} ({})", id, wanted.title(), wanted.target());
          signals.due();
        });
    return rows.find(id).orElseThrow();
  }

  /**
   * The operation that the same actor opened with the same idempotency key for the same target and
   * kind, so that a repeated request is answered before its conditions are looked at again.
   */
  public Optional<Operation> findRepeated(
      Transaction transaction, Actor actor, Optional<String> key, String kind, String target) {
    return findRepeated(transaction, actor, key, Set.of(kind), target, operation -> true);
  }

  /** As above, where what is asked for opens an operation of one of several kinds. */
  public Optional<Operation> findRepeated(
      Transaction transaction,
      Actor actor,
      Optional<String> key,
      Set<String> kinds,
      String target) {
    return findRepeated(transaction, actor, key, kinds, target, operation -> true);
  }

  /**
   * As above, where several requests open operations of that kind.
   *
   * @param isSame whether the operation was opened for the same request
   */
  public Optional<Operation> findRepeated(
      Transaction transaction,
      Actor actor,
      Optional<String> key,
      String kind,
      String target,
      Predicate<Operation> isSame) {
    return findRepeated(transaction, actor, key, Set.of(kind), target, isSame);
  }

  private Optional<Operation> findRepeated(
      Transaction transaction,
      Actor actor,
      Optional<String> key,
      Set<String> kinds,
      String target,
      Predicate<Operation> isSame) {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    var known = transaction.attach(OperationStore.class).findByKey(actor.name(), key.get());
    if (known.isPresent()
        && !(kinds.contains(known.get().kind())
            && known.get().target().equals(target)
            && isSame.test(known.get()))) {
      throw Problem.conflict(
              "idempotency-key-reused",
              "The idempotency key \""
                  + key.get()
                  + "\" was used before for another request: "
                  + known.get().title()
                  + ".",
              "Use a new key for each request; in the console, load the page again.")
          .toException();
    }
    return known;
  }

  private Optional<Operation> findRepeated(Transaction transaction, NewOperation wanted) {
    return findRepeated(
        transaction,
        wanted.actor(),
        wanted.idempotencyKey(),
        wanted.plan().kind(),
        wanted.target());
  }

  public Operation get(UUID id) {
    return find(id)
        .orElseThrow(
            () ->
                Problem.notFound(
                        "unknown-operation",
                        "There is no operation " + id + ".",
                        "List operations with cairn op list.")
                    .toException());
  }

  public Optional<Operation> find(UUID id) {
    return store.find(id);
  }

  public Optional<Operation> findOpen(String target) {
    return store.findOpen(target);
  }

  /** As {@link #findOpen(String)}, within the caller's transaction. */
  public Optional<Operation> findOpen(Transaction transaction, String target) {
    return transaction.attach(OperationStore.class).findOpen(target);
  }

  /** Refuses where an operation is open on the target; its name stands in the message. */
  public void refuseOpen(Transaction transaction, String target) {
    HeldTargets.refuse(transaction.attach(OperationStore.class), List.of(target), _ -> false);
  }

  /** As above, outside of a transaction: it may open a moment later all the same. */
  public void refuseOpen(String target) {
    refuseOpen(List.of(target), _ -> false);
  }

  /**
   * As above, of several targets.
   *
   * @param beside which operations may be open on them
   */
  public void refuseOpen(List<String> targets, Predicate<Operation> beside) {
    HeldTargets.refuse(store, targets, beside);
  }

  /** The oldest open operation on a target or on anything below it. */
  public Optional<Operation> findOpenBelow(Transaction transaction, String target) {
    return transaction.attach(OperationStore.class).listOpenBelow(target).stream().findFirst();
  }

  /** All open operations on a target and on anything below it, newest first. */
  public List<Operation> listOpenBelow(String target) {
    return store.listOpenBelow(target).reversed();
  }

  /** How many have not ended. */
  public long countOpen() {
    return store.count().entrySet().stream()
        .filter(entry -> !entry.getKey().isFinished())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many there are of each status; statuses without any are missing. */
  public Map<Operation.Status, Long> count() {
    return store.count();
  }

  /** Newest first; of one target and what is below it ({@code notes} covers {@code notes/dev}). */
  public List<Operation> list(Optional<String> target, int limit) {
    return store.list(target.orElse(""), limit);
  }

  /** The newest on a target, without what is below it. */
  public Optional<Operation> findNewest(String target) {
    return store.findNewest(target);
  }

  /**
   * Asks an open operation to stop: between two steps it turns round and undoes what it did. Where
   * undoing needs attention the operation ends as failed, and its problem says what is left. One
   * that is being undone, or finished, is refused.
   */
  public Operation cancel(Actor actor, UUID id) {
    var operation = get(id);
    var cancelled =
        state.transaction(
            transaction -> {
              var rows = transaction.attach(OperationStore.class);
              var _ = rows.await(id);
              boolean turnsRound = rows.requestCancel(id) > 0;
              refusePastReturn(turnsRound, rows.find(id).orElseThrow());
              if (!turnsRound && !UndoGivenUp.end(transaction, id)) {
                throw Problem.conflict(
                        "operation-not-cancellable",
                        "\""
                            + operation.title()
                            + "\" cannot be cancelled: it is "
                            + words(operation.status())
                            + ".",
                        "See where it stands with cairn op show " + id + ".")
                    .toException();
              }
              if (turnsRound && operation.status() == Operation.Status.NEEDS_ATTENTION) {
                rows.reopen(id);
              }
              if (turnsRound) {
                rows.schedule(id);
              }
              activity.record(
                  transaction, actor, "cancel-operation", operation.target(), about(operation));
              transaction.afterCommit(() -> announce(id));
              return rows.find(id).orElseThrow();
            });
    LOG.info("Operation {} to be cancelled: {}", id, operation.title());
    return cancelled;
  }

  private static void refusePastReturn(boolean turnsRound, Operation now) {
    if (!turnsRound && !now.status().isFinished() && now.isPastReturn()) {
      throw Problem.conflict(
              "operation-past-return",
              "\""
                  + now.title()
                  + "\" cannot be cancelled any more: what it did cannot be taken back, only"
                  + " finished.",
              now.status() == Operation.Status.NEEDS_ATTENTION
                  ? "Have it finished with cairn op retry " + now.id() + "."
                  : "Let it finish: cairn op watch " + now.id() + ".")
          .toException();
    }
  }

  /**
   * Ends an undo that waits for what may never come, as one that failed; its problem names what is
   * left. Takes effect where the undo answers "later" the next time, never in the midst of it.
   *
   * @throws ProblemException {@code operation-not-undoing} where it is not being undone
   */
  public Operation giveUp(Actor actor, UUID id) {
    var operation = get(id);
    var ended =
        state.transaction(
            transaction -> {
              var rows = transaction.attach(OperationStore.class);
              if (rows.requestGiveUp(id) == 1) {
                rows.schedule(id);
              } else if (!UndoGivenUp.end(transaction, id)) {
                throw Problem.conflict(
                        "operation-not-undoing",
                        "\""
                            + operation.title()
                            + "\" has no undoing to give up: it is "
                            + words(operation.status())
                            + ".",
                        operation.status() == Operation.Status.OPEN
                            ? "Cancel it with cairn op cancel " + id + "."
                            : "See where it stands with cairn op show " + id + ".")
                    .toException();
              }
              activity.record(
                  transaction, actor, "give-up-operation", operation.target(), about(operation));
              transaction.afterCommit(() -> announce(id));
              return rows.find(id).orElseThrow();
            });
    LOG.info("Undoing operation {} is given up: {}", id, operation.title());
    return ended;
  }

  /** Opens the remaining work of a failed operation again, or of one that needs attention. */
  public Operation retry(Actor actor, UUID id) {
    return retry(actor, id, Map.of());
  }

  /**
   * As above.
   *
   * @param more what its steps read from now on besides their input, said by who retries it
   */
  public Operation retry(Actor actor, UUID id, Map<String, String> more) {
    var operation = get(id);
    var open =
        state.transaction(
            transaction -> {
              var rows = transaction.attach(OperationStore.class);
              var held = HeldTargets.of(operation);
              var _ = rows.lock(held);
              if (rows.reopen(id) == 0) {
                HeldTargets.refuse(rows, held, it -> it.id().equals(id));
                throw notRetryable(rows.find(id).orElseThrow()).toException();
              }
              rows.tell(id, Json.write(more));
              rows.reopenSteps(id);
              rows.schedule(id);
              activity.record(
                  transaction, actor, "retry-operation", operation.target(), about(operation));
              transaction.afterCommit(() -> announce(id));
              return rows.find(id).orElseThrow();
            });
    LOG.info("Operation {} opened again: {}", id, operation.title());
    return open;
  }

  private static Problem notRetryable(Operation operation) {
    return Problem.conflict(
        "operation-not-retryable",
        "\"" + operation.title() + "\" cannot be retried: it is " + words(operation.status()) + ".",
        "Only a failed operation, or one that needs attention, can be retried.");
  }

  /** Calls {@code listener} after every change of an operation, until closed. */
  public AutoCloseable watch(UUID id, Runnable listener) {
    return signals.watch(id, () -> store.findRevision(id).orElse(0L), listener);
  }

  /** Of those who watch what operations change. */
  public Rhythm rhythm() {
    return rhythm;
  }

  Signals signals() {
    return signals;
  }

  private void announce(UUID id) {
    signals.changed(id);
    signals.due();
  }

  private static Map<String, String> about(Operation operation) {
    return Map.of("operation", operation.id().toString(), "title", operation.title());
  }

  private static String words(Operation.Status status) {
    return switch (status) {
      case OPEN -> "still running";
      case UNDOING -> "being undone";
      case SUCCEEDED -> "done";
      case FAILED -> "failed";
      case CANCELLED -> "cancelled";
      case NEEDS_ATTENTION -> "waiting for a person to look";
    };
  }
}
