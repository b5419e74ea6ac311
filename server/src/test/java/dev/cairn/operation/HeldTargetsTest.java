package dev.cairn.operation;

import static dev.cairn.operation.StepBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operation holds other targets too, and each is held by one at most. */
class HeldTargetsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final AtomicInteger STACKS = new AtomicInteger();

  private final StepBench bench = new StepBench(DATABASE.state());
  private String a = "";
  private String b = "";
  private String c = "";

  @BeforeEach
  void fresh() {
    var stack = "held" + STACKS.incrementAndGet();
    a = stack + "/a/postgres";
    b = stack + "/b/postgres";
    c = stack + "/c/postgres";
  }

  private Operation open(String target, List<String> also, UUID... besides) {
    var plan = new Plan("toy", List.of(new PlannedStep("one", "Do one")));
    return DATABASE
        .state()
        .transaction(
            transaction ->
                bench
                    .operations()
                    .open(
                        transaction,
                        new NewOperation(
                            plan,
                            target,
                            "Toy with " + target,
                            ANNA,
                            Map.of(),
                            Optional.empty(),
                            also,
                            it -> List.of(besides).contains(it.id()))));
  }

  private void refused(Operation by, String target, List<String> also) {
    assertThatThrownBy(() -> open(target, also))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(by.id().toString());
  }

  @Test
  void whatIsHeldIsRefusedToOthersAndFound() {
    var first = open(a, List.of(b));
    assertThat(first.also()).containsExactly(b);
    refused(first, b, List.of());
    refused(first, a, List.of());
    refused(first, c, List.of(b));
    refused(first, c, List.of(a));
    assertThat(bench.operations().findOpen(b)).map(Operation::id).contains(first.id());
    assertThatThrownBy(() -> bench.operations().refuseOpen(b))
        .hasMessageContaining("operation-in-progress");
    var stage = b.substring(0, b.lastIndexOf('/'));
    assertThat(bench.operations().listOpenBelow(stage)).hasSize(1);
    assertThat(bench.operations().list(Optional.of(stage), 5)).hasSize(1);
    bench.finish(first.id(), Map.of("one", run -> StepResult.done()));
    assertThat(bench.operations().findOpen(b)).isEmpty();
    open(b, List.of());
  }

  @Test
  void oneThatEndsAnotherMayBeOpenBesideIt() {
    var repair = open(b, List.of());
    refused(repair, a, List.of(b));
    var second = open(a, List.of(b), repair.id());
    assertThat(bench.operations().findOpen(b)).map(Operation::id).contains(second.id());
    bench.finish(repair.id(), Map.of("one", run -> StepResult.done()));
    refused(second, b, List.of());
  }

  @Test
  void retryIsRefusedWhileAnotherHoldsOneOfItsTargets() {
    var first = open(a, List.of(b));
    var broken =
        bench.finish(
            first.id(),
            Map.of("one", run -> new StepResult.Failed(Problem.failed("broken", "It broke.", ""))));
    assertThat(broken.status()).isEqualTo(Operation.Status.FAILED);
    var others =
        List.<Supplier<Operation>>of(
            () -> open(b, List.of()), () -> open(c, List.of(b)), () -> open(c, List.of(a)));
    for (var open : others) {
      var other = open.get();
      assertThatThrownBy(() -> bench.operations().retry(ANNA, first.id()))
          .hasMessageContaining(other.id().toString());
      bench.finish(other.id(), Map.of("one", run -> StepResult.done()));
    }
  }

  @Test
  void ofManyWhoWantOneTargetAtOneMomentOneGetsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      fresh();
      var together = new CyclicBarrier(4);
      var wanted =
          List.<Callable<Operation>>of(
              () -> open(a, List.of(b, c)),
              () -> open(b, List.of(c, a)),
              () -> open(c, List.of()),
              () -> open(b, List.of(c)));
      try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
        var asked =
            wanted.stream()
                .map(
                    it ->
                        many.submit(
                            () -> {
                              together.await();
                              return it.call();
                            }))
                .toList();
        var got = new ArrayList<Operation>();
        for (var it : asked) {
          try {
            got.add(it.get());
          } catch (ExecutionException e) {
            assertThat(e.getCause())
                .isInstanceOfSatisfying(
                    ProblemException.class,
                    problem ->
                        assertThat(problem.problem().code()).isEqualTo("operation-in-progress"));
          }
        }
        assertThat(got).hasSize(1);
      }
    }
  }
}
