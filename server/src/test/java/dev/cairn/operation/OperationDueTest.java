package dev.cairn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However an operation becomes due, none waits for the poll, which is only a net. */
@Timeout(60)
class OperationDueTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final StepBench bench = new StepBench(DATABASE.state());

  private OperationRunner runner(Map<String, StepAction> actions, String server) {
    return runner(actions, server, InstantSource.system());
  }

  private OperationRunner runner(
      Map<String, StepAction> actions, String server, InstantSource clock) {
    return new OperationRunner(
        DATABASE.state(), bench.operations(), actions, CrashPoint.NONE, server, clock);
  }

  private Operation await(UUID id) {
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until("the operation to end", () -> bench.operations().get(id).status().isFinished());
    return bench.operations().get(id);
  }

  /** Every other time it is run it says so. */
  private static StepAction waits(Duration pause) {
    var runs = new AtomicInteger();
    return run ->
        runs.getAndIncrement() % 2 == 0 ? new StepResult.Wait(pause, "not yet") : StepResult.done();
  }

  private static String[] tenTimes(String step) {
    return IntStream.range(0, 10).mapToObj(i -> step).toArray(String[]::new);
  }

  @Test
  void tenWaitsTakeNoPollEach() {
    try (var runner = runner(Map.of("await", waits(Duration.ofMillis(100))), "ten")) {
      runner.start();
      var id = bench.open("ten/dev", tenTimes("await")).id();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  @Test
  void waitsTakeNoPollEachWhereTimersRunAheadOfTheClock() {
    var begun = Instant.now();
    InstantSource slow = () -> begun.plus(Duration.between(begun, Instant.now()).dividedBy(2));
    try (var runner = runner(Map.of("await", waits(Duration.ofMillis(100))), "slow", slow)) {
      runner.start();
      var id = bench.open("slow/dev", tenTimes("await")).id();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  @Test
  void whatIsOpenedIsRunThoughTheDatabasesClockIsAhead() {
    InstantSource behind = () -> Instant.now().minus(Duration.ofHours(1));
    try (var runner = runner(Map.of("dig", run -> StepResult.done()), "behind", behind)) {
      runner.start();
      var id = bench.open("behind/dev", "dig").id();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  @Test
  void whatADeadServerRanIsTakenOver() {
    var id = bench.open("dead/dev", "dig").id();
    execute(
        """
        update scheduled_tasks
        set picked = true, picked_by = 'dead', last_heartbeat = now() - interval '1 hour'
        where task_instance = '%s'
        """
            .formatted(id));
    try (var runner = runner(Map.of("dig", run -> StepResult.done()), "alive")) {
      runner.start();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  /** Each of them would come to it only with its poll. */
  @Test
  void whatWaitsWhileServersComeAndGoTakesNoPollEach() {
    int servers = 7;
    var runs = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run ->
                runs.incrementAndGet() < servers
                    ? new StepResult.Wait(Duration.ofSeconds(1), "not yet")
                    : StepResult.done());
    var id = bench.open("restarts/dev", "dig").id();
    while (runs.get() < servers) {
      int before = runs.get();
      try (var runner = runner(actions, "restarts")) {
        runner.start();
        ReadyWait.upTo(Duration.ofSeconds(20))
            .until("the step to be run again", () -> runs.get() > before && !isBeingRun(id));
      }
    }
    assertThat(bench.operations().get(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private static boolean isBeingRun(UUID id) {
    return DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .createQuery(
                        """
                        select exists (
                          select from scheduled_tasks where task_instance = :id and picked)
                        """)
                    .bind("id", id.toString())
                    .mapTo(Boolean.class)
                    .one());
  }

  @Test
  void cancelAtTheMomentThatAWaitBeginsIsTakenUp() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              begun.countDown();
              letPass(gate);
              return new StepResult.Wait(Duration.ofHours(1), "frozen");
            });
    try (var runner = runner(actions, "moment")) {
      runner.start();
      var id = bench.open("moment/dev", "dig").id();
      letPass(begun);
      // Holds the execution, so that the wait begins only after it was cancelled.
      DATABASE
          .state()
          .transaction(
              transaction -> {
                transaction
                    .handle()
                    .execute(
                        "select from scheduled_tasks where task_instance = ? for update",
                        id.toString());
                gate.countDown();
                ReadyWait.upTo(Duration.ofSeconds(10))
                    .until(
                        "the step to wait",
                        () ->
                            bench.operations().get(id).steps().getFirst().status()
                                == Operation.StepStatus.WAITING);
                return bench.operations().cancel(StepBench.ANNA, id);
              });
      assertThat(await(id).status()).isEqualTo(Operation.Status.CANCELLED);
    }
  }

  @Test
  void whatCannotBeWrittenDownIsTakenUpAgainSoon() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var runs = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              begun.countDown();
              letPass(gate);
              return runs.getAndIncrement() == 0
                  ? new StepResult.Wait(Duration.ofMillis(10), "not yet")
                  : StepResult.done();
            });
    try (var runner = runner(actions, "refused")) {
      runner.start();
      var id = bench.open("refused/dev", "dig").id();
      letPass(begun);
      refuseOnce(id);
      gate.countDown();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  /** The execution is given back in vain, once: a sequence outlives what is rolled back. */
  private static void refuseOnce(UUID id) {
    execute("create sequence refusals");
    execute(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if nextval('refusals') = 1 then
            raise exception 'refused';
          end if;
          return new;
        end $$
        """);
    execute(
        """
        create trigger refused before update on scheduled_tasks for each row
        when (old.task_instance = '%s' and old.picked and not new.picked)
        execute function refuse()
        """
            .formatted(id));
  }

  private static void execute(String sql) {
    DATABASE.state().transaction(transaction -> transaction.handle().execute(sql));
  }

  private static void letPass(CountDownLatch gate) {
    try {
      assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
