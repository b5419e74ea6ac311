package dev.cairn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.db.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class OperationRunnerTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final StepBench bench = new StepBench(DATABASE.state());

  private OperationRunner runner(Map<String, StepAction> actions, String server) {
    return new OperationRunner(
        DATABASE.state(), bench.operations(), actions, CrashPoint.NONE, server);
  }

  private Operation await(UUID id) throws Exception {
    var finished = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (bench.operations().get(id).status().isFinished()) {
            finished.countDown();
          }
        };
    try (var _ = bench.operations().watch(id, look)) {
      look.run();
      assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
    }
    return bench.operations().get(id);
  }

  @Test
  void operationWithShortWaitsEndsWithinMilliseconds() throws Exception {
    var waits = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig", run -> StepResult.done(),
            "await",
                run ->
                    waits.incrementAndGet() % 4 != 0
                        ? new StepResult.Wait(Duration.ofMillis(10), "not yet")
                        : StepResult.done());
    try (var runner = runner(actions, "quick")) {
      runner.start();
      for (int i = 0; i < 5; i++) {
        long before = System.nanoTime();
        await(bench.open("quick/" + i, "dig", "await", "dig").id());
        System.out.println("took " + (System.nanoTime() - before) / 1_000_000 + " ms");
      }
      long before = System.nanoTime();
      await(bench.open("quick/last", "dig", "await", "dig").id());
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void whatANamesakeLeftIsTakenUpAtOnce() throws Exception {
    var id = bench.open("left/dev", "dig").id();
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        """
                    update scheduled_tasks
                    set picked = true, picked_by = 'home', last_heartbeat = now()
                    where task_instance = ?
                    """,
                        id.toString()));
    long before = System.nanoTime();
    try (var runner = runner(Map.of("dig", run -> StepResult.done()), "home")) {
      runner.start();
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void retryAtTheMomentOfTheFailureIsRun() throws Exception {
    var gate = new CountDownLatch(1);
    var runs = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              if (runs.getAndIncrement() > 0) {
                return StepResult.done();
              }
              try {
                assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new StepResult.Failed(Problem.failed("broken", "It broke.", "Mend it."));
            });
    var id = bench.open("moment/dev", "dig").id();
    try (var runner = runner(actions, "moment")) {
      runner.start();
      ReadyWait.upTo(Duration.ofSeconds(10)).until("the step to run", () -> runs.get() > 0);
      // Holds the execution, so that it is removed only after the operation was opened again.
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
                        "the operation to fail",
                        () -> bench.operations().get(id).status() == Operation.Status.FAILED);
                return bench.operations().retry(StepBench.ANNA, id);
              });
      assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
  }

  @Test
  void cancelEndsALongWait() throws Exception {
    Map<String, StepAction> actions =
        Map.of("dig", run -> new StepResult.Wait(Duration.ofHours(1), "frozen"));
    try (var runner = runner(actions, "cancel")) {
      runner.start();
      var id = bench.open("cancel/dev", "dig").id();
      var waiting = new CountDownLatch(1);
      Runnable look =
          () -> {
            if (bench.operations().get(id).steps().getFirst().status()
                == Operation.StepStatus.WAITING) {
              waiting.countDown();
            }
          };
      try (var _ = bench.operations().watch(id, look)) {
        look.run();
        assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
      }
      bench.operations().cancel(StepBench.ANNA, id);
      assertThat(await(id).status()).isEqualTo(Operation.Status.CANCELLED);
    }
  }

  @Test
  void linesOfProgressAreShownWhileTheStepRuns() throws Exception {
    var shown = new CountDownLatch(1);
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              IntStream.range(0, 1000).forEach(i -> run.progress("dug " + i));
              try {
                assertThat(shown.await(5, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return StepResult.done();
            });
    try (var runner = runner(actions, "progress")) {
      runner.start();
      var id = bench.open("progress/dev", Optional.empty(), "dig").id();
      try (var _ =
          bench
              .operations()
              .watch(
                  id,
                  () -> {
                    if (bench
                        .operations()
                        .get(id)
                        .steps()
                        .getFirst()
                        .progress()
                        .equals("dug 999")) {
                      shown.countDown();
                    }
                  })) {
        assertThat(await(id).status()).isEqualTo(Operation.Status.SUCCEEDED);
      }
    }
  }
}
