package dev.cairn.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.activity.Activity;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StacksTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final AtomicInteger STACKS = new AtomicInteger();

  private final List<StageRef> deleted = new ArrayList<>();
  private Activity activity = new Activity(DATABASE.state());
  private Stacks stacks = stacks();
  private Name stack = new Name("notes");

  private Stacks stacks() {
    return new Stacks(
        DATABASE.state(),
        new Operations(DATABASE.state(), activity),
        activity,
        Map.of("local", List.of("local")),
        deleted::add);
  }

  @BeforeEach
  void aStack() {
    activity = new Activity(DATABASE.state());
    stacks = stacks();
    stack = new Name("notes" + STACKS.incrementAndGet());
    stacks.create(ANNA, stack);
  }

  private Stage stage(String name, Optional<String> after) {
    return stacks.createStage(
        ANNA,
        new StageSpec(
            new StageRef(stack, new Name(name)),
            after.map(Name::new),
            Optional.empty(),
            Optional.empty()));
  }

  private List<String> order() {
    return stacks.listStages(stack).stream().map(it -> it.ref().stage().value()).toList();
  }

  @Test
  void stagesStandInTheirOrder() {
    stage("dev", Optional.empty());
    stage("prod", Optional.empty());
    var staging = stage("staging", Optional.of("dev"));
    assertThat(order()).containsExactly("dev", "staging", "prod");
    assertThat(staging.position()).isEqualTo(1);
    assertThat(staging.target()).isEqualTo("local");
    stacks.deleteStage(ANNA, staging.ref());
    assertThat(stacks.listStages(stack)).extracting(Stage::position).containsExactly(0, 1);
  }

  @Test
  void everyChangeIsRecorded() {
    stage("dev", Optional.empty());
    assertThat(activity.list(Optional.of(stack.value()), 10))
        .extracting(ActivityEntry::action)
        .containsExactly("create-stage", "create-stack");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    stage("dev", Optional.empty());
    assertThatThrownBy(() -> stacks.create(ANNA, stack)).hasMessageContaining("stack-exists");
    assertThatThrownBy(() -> stage("dev", Optional.empty())).hasMessageContaining("stage-exists");
    assertThat(order()).containsExactly("dev");
  }

  @Test
  void whatCannotBeToldFromAnothersWhenJoinedIsRefused() {
    var other = new Name(stack + "-web");
    stacks.create(ANNA, other);
    stage("web-dev", Optional.empty());
    var spec = spec(new StageRef(other, new Name("dev")));
    for (ThrowingCallable refused :
        List.<ThrowingCallable>of(() -> stacks.createStage(ANNA, spec), () -> stacks.check(spec))) {
      assertThatThrownBy(refused)
          .asInstanceOf(type(ProblemException.class))
          .satisfies(
              refusal -> {
                assertThat(refusal.problem().code()).isEqualTo("stage-names-taken");
                assertThat(refusal).hasMessageContaining(stack + "/web-dev");
              });
    }
    stacks.createStage(ANNA, spec(new StageRef(other, new Name("prod"))));

    stacks.deleteStage(ANNA, new StageRef(stack, new Name("web-dev")));
    stacks.createStage(ANNA, spec);
  }

  @Test
  void soIsWhatCannotBeToldInTheOtherOrder() {
    var other = new Name("web-" + stack);
    stacks.create(ANNA, other);
    stage("dev-web", Optional.empty());
    assertThatThrownBy(() -> stacks.check(spec(new StageRef(other, new Name("dev")))))
        .hasMessageContaining(stack + "/dev-web");
  }

  private static StageSpec spec(StageRef ref) {
    return new StageSpec(ref, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void unknownNamesSuggestNearOnes() {
    stage("production", Optional.empty());
    assertThatThrownBy(() -> stacks.getStage(new StageRef(stack, new Name("prodution"))))
        .asInstanceOf(type(ProblemException.class))
        .extracting(e -> e.problem().suggestion())
        .isEqualTo("Did you mean production?");
    assertThatThrownBy(() -> stacks.get(new Name("nots1")))
        .asInstanceOf(type(ProblemException.class))
        .extracting(e -> e.problem().suggestion().startsWith("Did you mean notes"))
        .isEqualTo(true);
  }

  @Test
  void allThatIsWrongWithAStageIsSaidTogether() {
    assertThatThrownBy(
            () ->
                stacks.createStage(
                    ANNA,
                    new StageSpec(
                        new StageRef(stack, new Name("dev")),
                        Optional.of(new Name("ghost")),
                        Optional.of("locla"),
                        Optional.empty())))
        .asInstanceOf(type(ProblemException.class))
        .extracting(e -> e.problem().violations().stream().map(it -> it.field()).toList())
        .isEqualTo(List.of("target", "after"));
    assertThatThrownBy(
            () ->
                stacks.createStage(
                    ANNA,
                    new StageSpec(
                        new StageRef(stack, new Name("dev")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("eu-central-1"))))
        .hasMessageContaining("unknown-region");
  }

  @Test
  void whatHoldsSomethingIsNotDeleted() {
    var dev = stage("dev", Optional.empty()).ref();
    assertThatThrownBy(() -> stacks.delete(ANNA, stack))
        .hasMessageContaining("stack-has-stages")
        .hasMessageContaining("dev");
    DATABASE
        .state()
        .transaction(
            it -> {
              it.handle()
                  .execute(
                      "insert into secret (name, stack, stage, engine) values (?, '', '', '')",
                      stack.value());
              return it.handle()
                  .execute(
                      """
                  insert into database (stack, stage, engine, identifier, origin, version, type,
                    storage, database, username, secret, status)
                  values (?, 'dev', 'postgres', ?, 'CREATED', '18', 'x', 1, 'a', 'b', ?, 'CREATING')
                  """,
                      stack.value(),
                      stack.value(),
                      stack.value());
            });
    assertThatThrownBy(() -> stacks.deleteStage(ANNA, dev))
        .hasMessageContaining("stage-has-databases");
    assertThat(deleted).isEmpty();
    DATABASE.state().transaction(it -> it.handle().execute("delete from database"));
    stacks.deleteStage(ANNA, dev);
    assertThat(deleted).containsExactly(dev);
    stacks.delete(ANNA, stack);
    assertThat(stacks.find(stack)).isEmpty();
  }
}
