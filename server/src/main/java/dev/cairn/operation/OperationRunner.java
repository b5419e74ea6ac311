package dev.cairn.operation;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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

  /** Until one is tried again whose end could not be written down. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** A server is dead after four of these. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final int AT_ONCE = 64;

  private final StateDatabase state;
  private final Operations operations;
  private final String server;
  private final StepLoop loop;
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
    this.state = state;
    this.operations = operations;
    this.server = server;
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
  }

  private CustomTask<Void> task() {
    return Tasks.custom(OperationStore.TASK, Void.class)
        .onFailure(
            (broken, execution) -> {
              execution.reschedule(broken, Instant.now().plus(AGAIN));
              wakeAfter(AGAIN);
            })
        .onDeadExecutionRevive()
        .execute(
            (instance, context) -> {
              var again = loop.run(UUID.fromString(instance.getId()));
              return again
                  .<CompletionHandler<Void>>map(OperationRunner.this::later)
                  .orElse(
                      (complete, execution) -> {
                        execution.remove();
                        takeUpAgain(UUID.fromString(instance.getId()));
                      });
            });
  }

  /** Who opened it again before its execution was removed found that there still. */
  private void takeUpAgain(UUID id) {
    if (state.store(OperationStore.class).scheduleForgotten(Optional.of(id)) > 0) {
      scheduler.ifPresent(Scheduler::triggerCheckForDueExecutions);
    }
  }

  private CompletionHandler<Void> later(Duration pause) {
    return (complete, execution) -> {
      execution.reschedule(complete, Instant.now().plus(pause));
      wakeAfter(pause);
    };
  }

  /** So that a wait of milliseconds takes milliseconds, whatever the poll's interval. */
  private void wakeAfter(Duration pause) {
    CompletableFuture.delayedExecutor(pause.toMillis() + 1, TimeUnit.MILLISECONDS)
        .execute(() -> scheduler.ifPresent(Scheduler::triggerCheckForDueExecutions));
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
