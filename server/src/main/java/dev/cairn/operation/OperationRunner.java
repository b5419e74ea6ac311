package dev.cairn.operation;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs open operations: db-scheduler says which and when, and revives what a dead server left; the
 * {@link StepLoop} does the work. Each runs on a virtual thread of its own.
 */
public final class OperationRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

  /** Only a net below the wake-ups, which come in time by themselves. */
  private static final Duration POLL = Duration.ofSeconds(10);

  /** Until the next try where Cairn's own database did not answer. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** A server is dead after four of these. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final int AT_ONCE = 64;

  private final StateDatabase state;
  private final Operations operations;
  private final String server;
  private final StepLoop loop;
  private final InstantSource clock;
  private volatile Optional<Scheduler> scheduler = Optional.empty();
  private volatile boolean closing;

  /**
   * @param actions by step name
   * @param server this server's name among those that share the state. Whoever bears it holds the
   *     lock of the home: what a namesake had begun is free to be taken
   */
  public OperationRunner(
      StateDatabase state,
      Operations operations,
      Map<String, StepAction> actions,
      CrashPoint crash,
      String server) {
    this(state, operations, actions, crash, server, InstantSource.system());
  }

  /**
   * As above.
   *
   * @param clock says what is due; it may be set back, and differ from the database's
   */
  OperationRunner(
      StateDatabase state,
      Operations operations,
      Map<String, StepAction> actions,
      CrashPoint crash,
      String server,
      InstantSource clock) {
    this.state = state;
    this.operations = operations;
    this.server = server;
    this.clock = clock;
    this.loop = new StepLoop(state, operations.signals(), actions, crash, () -> closing);
  }

  /** Takes up what is open and listens for more. */
  public void start() {
    var store = state.store(OperationStore.class);
    int released = store.release(server) + store.scheduleForgotten(Optional.empty());
    if (released > 0) {
      LOG.info("{} operations go on where the last server named {} left them", released, server);
    }
    var pump =
        Scheduler.create(state.dataSource(), task())
            .schedulerName(new SchedulerName.Fixed(server))
            .clock(clock::instant)
            .addSchedulerListener(new FailedLook())
            .executorService(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("operation-", 0).factory()))
            .threads(AT_ONCE)
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(POLL)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(4)
            .shutdownMaxWait(LAST_WORDS)
            .build();
    scheduler = Optional.of(pump);
    pump.start();
    operations.signals().setPump(pump::triggerCheckForDueExecutions);
    wake(); // what was opened between its first look and that
    store.listDue().forEach(this::wakeAt); // who would have woken this server died with the last
  }

  private CustomTask<Void> task() {
    return Tasks.custom(OperationStore.TASK, Void.class)
        .onFailure(
            (broken, execution) -> giveBack(broken, () -> reschedule(broken, execution, AGAIN)))
        .onDeadExecution(
            (dead, execution) -> {
              LOG.info("Operation {} goes on here: its server is dead", id(dead.getExecution()));
              reschedule(dead, execution, Duration.ZERO);
            })
        .execute(
            (instance, context) ->
                loop.run(UUID.fromString(instance.getId()))
                    .<CompletionHandler<Void>>map(this::later)
                    .orElseGet(this::ended));
  }

  private static UUID id(Execution execution) {
    return UUID.fromString(execution.taskInstance.getId());
  }

  private CompletionHandler<Void> ended() {
    return (complete, execution) ->
        giveBack(
            complete,
            () -> {
              execution.remove();
              takeUpAgain(id(complete.getExecution()));
            });
  }

  /** Who opened it again before its execution was removed found that there still. */
  private void takeUpAgain(UUID id) {
    if (state.store(OperationStore.class).scheduleForgotten(Optional.of(id)) > 0) {
      wake();
    }
  }

  private CompletionHandler<Void> later(Duration pause) {
    return (complete, execution) ->
        giveBack(
            complete,
            () -> {
              reschedule(complete, execution, pause);
              hurry(id(complete.getExecution()));
            });
  }

  /** Who cancelled it before it was rescheduled found it being run still. */
  private void hurry(UUID id) {
    if (state.store(OperationStore.class).scheduleAsked(id) > 0) {
      wake();
    }
  }

  /** The wake-up comes after that is written: a look before would find it being run still. */
  private void reschedule(
      ExecutionComplete complete, ExecutionOperations<Void> execution, Duration pause) {
    var due = clock.instant().plus(pause).truncatedTo(ChronoUnit.MICROS);
    execution.reschedule(complete, due);
    wakeAt(due);
  }

  /**
   * So that a wait of milliseconds takes milliseconds, whatever the poll's interval. By the clock
   * that says what is due: a timer's own may be ahead of it, and nobody would look again.
   */
  private void wakeAt(Instant due) {
    var left = Duration.between(clock.instant(), due);
    if (!left.isPositive()) {
      wake();
    } else if (!closing) {
      after(left, () -> wakeAt(due));
    }
  }

  private static void after(Duration pause, Runnable work) {
    CompletableFuture.delayedExecutor(
            pause.toMillis() + 1,
            TimeUnit.MILLISECONDS,
            task -> Thread.ofVirtual().name("operation-due").start(task))
        .execute(work);
  }

  private void wake() {
    scheduler.ifPresent(Scheduler::triggerCheckForDueExecutions);
  }

  /** Where this cannot be written down it would stay as it is until this server counts as dead. */
  private void giveBack(ExecutionComplete complete, Runnable written) {
    try {
      written.run();
    } catch (RuntimeException e) {
      var execution = complete.getExecution();
      LOG.warn("Operation {}: it could not be written down when it goes on", id(execution), e);
      after(AGAIN, () -> letGo(execution));
    }
  }

  private void letGo(Execution execution) {
    if (closing) {
      return; // the next server of that name lets go of all
    }
    try {
      var store = state.store(OperationStore.class);
      store.letGo(execution.getId(), server, execution.version);
      store.scheduleForgotten(Optional.of(id(execution))); // it may have been removed already
      store.scheduleAsked(id(execution));
      wake();
    } catch (RuntimeException e) {
      LOG.debug("Operation {} is not let go of yet", execution.getId(), e);
      after(AGAIN, () -> letGo(execution));
    }
  }

  /** Cairn's own database is away: what becomes due meanwhile does not wait for the poll. */
  private final class FailedLook extends AbstractSchedulerListener {
    private final AtomicBoolean looksAgain = new AtomicBoolean();

    @Override
    public void onSchedulerEvent(SchedulerEventType event) {
      if (event == SchedulerEventType.UNEXPECTED_ERROR && !looksAgain.getAndSet(true)) {
        after(AGAIN, this::lookAgain);
      }
    }

    private void lookAgain() {
      looksAgain.set(false);
      wake();
    }
  }

  /** Lets running steps end for a moment, then lets go; the next server takes them up. */
  @Override
  public void close() {
    closing = true;
    operations.signals().setPump(() -> {});
    scheduler.ifPresent(Scheduler::stop);
    scheduler = Optional.empty();
  }
}
