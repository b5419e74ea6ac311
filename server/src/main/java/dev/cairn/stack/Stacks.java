package dev.cairn.stack;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violations;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.Operations;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Use cases of stacks and stages. Unknown names are problems that suggest near ones. */
public final class Stacks {
  private static final Logger LOG = LoggerFactory.getLogger(Stacks.class);

  /** Where a stage runs that nobody names a target for. */
  public static final String DEFAULT_TARGET = "local";

  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Map<String, List<String>> regions;
  private final Consumer<StageRef> afterDelete;
  private final StackStore store;

  /**
   * @param regions of each target, by the target's name; the first is the default
   * @param afterDelete takes away what a stage had where it ran, once it is deleted; must not throw
   */
  public Stacks(
      StateDatabase state,
      Operations operations,
      Activity activity,
      Map<String, List<String>> regions,
      Consumer<StageRef> afterDelete) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.regions = Map.copyOf(regions);
    this.afterDelete = afterDelete;
    this.store = state.store(StackStore.class);
  }

  public List<Stack> list() {
    return store.list();
  }

  public Stack get(Name stack) {
    return find(stack).orElseThrow(() -> unknownStack(store, stack));
  }

  public Optional<Stack> find(Name stack) {
    return store.find(stack.value());
  }

  public Stack create(Actor actor, Name stack) {
    return state.transaction(
        transaction -> {
          var rows = transaction.attach(StackStore.class);
          if (rows.insert(stack.value()) == 0) {
            throw Problem.conflict(
                    "stack-exists",
                    "There is a stack \"" + stack + "\" already.",
                    "Choose another name, or use the one that is there.")
                .toException();
          }
          activity.record(transaction, actor, "create-stack", stack.value(), Map.of());
          transaction.afterCommit(() -> LOG.info("Stack {} created by {}", stack, actor.name()));
          return rows.find(stack.value()).orElseThrow();
        });
  }

  /** Refused while the stack has stages. */
  public void delete(Actor actor, Name stack) {
    state.transaction(
        transaction -> {
          var rows = transaction.attach(StackStore.class);
          lock(rows, stack);
          if (rows.delete(stack.value()) == 0) {
            throw Problem.conflict(
                    "stack-has-stages",
                    "The stack "
                        + stack
                        + " has stages: "
                        + String.join(", ", names(rows.listStages(stack.value())))
                        + ".",
                    "Delete them first: cairn stage delete " + stack + "/STAGE.")
                .toException();
          }
          activity.record(transaction, actor, "delete-stack", stack.value(), Map.of());
          transaction.afterCommit(() -> LOG.info("Stack {} deleted by {}", stack, actor.name()));
          return true;
        });
  }

  /** In order. */
  public List<Stage> listStages(Name stack) {
    get(stack);
    return store.listStages(stack.value());
  }

  public Stage getStage(StageRef stage) {
    return findStage(stage).orElseThrow(() -> unknownStage(store, stage));
  }

  /** As {@link #getStage(StageRef)}, within the caller's transaction. */
  public Stage getStage(Transaction transaction, StageRef stage) {
    var rows = transaction.attach(StackStore.class);
    return rows.findStage(stage.stack().value(), stage.stage().value())
        .orElseThrow(() -> unknownStage(rows, stage));
  }

  public Optional<Stage> findStage(StageRef stage) {
    return store.findStage(stage.stack().value(), stage.stage().value());
  }

  public Stage createStage(Actor actor, StageSpec spec) {
    var target = spec.target().orElse(DEFAULT_TARGET);
    var ref = spec.ref();
    return state.transaction(
        transaction -> {
          var rows = transaction.attach(StackStore.class);
          var stack = ref.stack().value();
          rows.lockAll();
          lock(rows, ref.stack());
          var stages = rows.listStages(stack);
          check(spec, target, stages);
          refuseSameJoined(rows, ref);
          int position = position(spec, stages);
          var region = spec.region().orElseGet(() -> offered(target).getFirst());
          rows.shift(stack, position);
          if (rows.insertStage(stack, ref.stage().value(), position, target, region) == 0) {
            throw Problem.conflict(
                    "stage-exists",
                    "There is a stage " + ref + " already.",
                    "Choose another name, or use the one that is there.")
                .toException();
          }
          activity.record(
              transaction,
              actor,
              "create-stage",
              ref.toString(),
              Map.of("target", target, "region", region));
          transaction.afterCommit(() -> LOG.info("Stage {} created by {}", ref, actor.name()));
          return rows.findStage(stack, ref.stage().value()).orElseThrow();
        });
  }

  /** Refuses what {@link #createStage} would refuse of target, region and joined names. */
  public void check(StageSpec spec) {
    check(
        new StageSpec(spec.ref(), Optional.empty(), spec.target(), spec.region()),
        spec.target().orElse(DEFAULT_TARGET),
        List.of());
    refuseSameJoined(store, spec.ref());
  }

  /** Networks, containers, images and secrets have names in which both are joined. */
  private static void refuseSameJoined(StackStore rows, StageRef ref) {
    rows.findSameJoined(ref.stack().value(), ref.stage().value())
        .ifPresent(
            other -> {
              throw Problem.conflict(
                      "stage-names-taken",
                      "The stage "
                          + ref
                          + " cannot be told from "
                          + other.ref()
                          + " where both names are joined: its network, containers and secrets"
                          + " would have the names of that one's.",
                      "Choose another name for the stage or its stack, for example "
                          + ref.stack()
                          + "/"
                          + other.ref().stage()
                          + ".")
                  .toException();
            });
  }

  private void check(StageSpec spec, String target, List<Stage> stages) {
    var wrong = new Violations();
    var offered = offered(target);
    if (offered.isEmpty()) {
      wrong.add(
          "target",
          "unknown-target",
          "There is no target \"" + target + "\".",
          Suggestions.sentence(
              target, regions.keySet(), "Leave the target out: there is only this machine."));
    }
    spec.region()
        .filter(region -> !offered.isEmpty() && !offered.contains(region))
        .ifPresent(
            region ->
                wrong.add(
                    "region",
                    "unknown-region",
                    "The target " + target + " has no region \"" + region + "\".",
                    Suggestions.sentence(region, offered, "Leave the region out.")));
    spec.after()
        .filter(after -> stages.stream().noneMatch(stage -> stage.ref().stage().equals(after)))
        .ifPresent(
            after ->
                wrong.add(
                    "after",
                    "unknown-stage",
                    "There is no stage " + spec.ref().stack() + "/" + after + " to stand behind.",
                    Suggestions.sentence(after.value(), names(stages), "Leave it out.")));
    wrong.throwIfAny();
  }

  private List<String> offered(String target) {
    return regions.getOrDefault(target, List.of());
  }

  private static void lock(StackStore rows, Name stack) {
    if (rows.lock(stack.value()).isEmpty()) {
      throw unknownStack(rows, stack);
    }
  }

  private static int position(StageSpec spec, List<Stage> stages) {
    return spec.after()
        .flatMap(
            after -> stages.stream().filter(stage -> stage.ref().stage().equals(after)).findFirst())
        .or(() -> stages.stream().max(Comparator.comparingInt(Stage::position)))
        .map(before -> before.position() + 1)
        .orElse(0);
  }

  /** Refused while the stage has databases or an application, or something runs on it. */
  public void deleteStage(Actor actor, StageRef stage) {
    state.transaction(
        transaction -> {
          var rows = transaction.attach(StackStore.class);
          lock(rows, stage.stack());
          var found = getStage(transaction, stage);
          operations
              .findOpenBelow(transaction, stage.toString())
              .ifPresent(
                  open -> {
                    throw Problem.conflict(
                            "operation-in-progress",
                            "The stage "
                                + stage
                                + " cannot be deleted while \""
                                + open.title()
                                + "\" ("
                                + open.id()
                                + ") is not finished.",
                            "Wait for it, or cancel it: cairn op cancel " + open.id() + ".")
                        .toException();
                  });
          refusingUse(stage, () -> rows.deleteStage(stage.stack().value(), stage.stage().value()));
          rows.closeGap(stage.stack().value(), found.position());
          activity.record(transaction, actor, "delete-stage", stage.toString(), Map.of());
          transaction.afterCommit(
              () -> {
                LOG.info("Stage {} deleted by {}", stage, actor.name());
                afterDelete.accept(stage);
              });
          return true;
        });
  }

  /** What still refers to a stage is told by the foreign key that it breaks. */
  private static void refusingUse(StageRef stage, Runnable delete) {
    try {
      delete.run();
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof PSQLException refused
          && PSQLState.FOREIGN_KEY_VIOLATION.getState().equals(refused.getSQLState())) {
        var message = refused.getServerErrorMessage();
        throw inUse(stage, message == null ? "" : String.valueOf(message.getTable()))
            .toException(e);
      }
      throw e;
    }
  }

  private static Problem inUse(StageRef stage, String table) {
    return table.equals("database")
        ? Problem.conflict(
            "stage-has-databases",
            "The stage " + stage + " has databases.",
            "Remove them first: cairn db list " + stage + ", cairn db remove " + stage + "/ENGINE.")
        : Problem.conflict(
            "stage-has-service",
            "The stage " + stage + " has an application.",
            "Remove it first, so that nothing that serves disappears unasked.");
  }

  private static ProblemException unknownStack(StackStore rows, Name stack) {
    var names = rows.list().stream().map(it -> it.name().value()).toList();
    return Problem.notFound(
            "unknown-stack",
            "There is no stack \"" + stack + "\".",
            Suggestions.sentence(
                stack.value(), names, "Create it with cairn stack create " + stack + "."))
        .toException();
  }

  private static ProblemException unknownStage(StackStore rows, StageRef stage) {
    if (rows.find(stage.stack().value()).isEmpty()) {
      return unknownStack(rows, stage.stack());
    }
    return Problem.notFound(
            "unknown-stage",
            "The stack " + stage.stack() + " has no stage \"" + stage.stage() + "\".",
            Suggestions.sentence(
                stage.stage().value(),
                names(rows.listStages(stage.stack().value())),
                "Create it with cairn stage create " + stage + "."))
        .toException();
  }

  private static List<String> names(List<Stage> stages) {
    return stages.stream().map(stage -> stage.ref().stage().value()).toList();
  }
}
