package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.StageRef;
import dev.cairn.database.plan.RepairDatabase;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Databases that run where containers of their stage do not reach them: made while there was no
 * container engine, or on a network that is another by now. They are restarted when a container
 * needs them and not before, so that nobody who runs processes is disturbed.
 */
public final class Connections {
  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Followers followers;

  public Connections(
      StateDatabase state, Operations operations, Activity activity, Targets targets) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.followers = new Followers(state);
  }

  /**
   * One that must be restarted before a container reaches it.
   *
   * @param reason goes on in a sentence about it
   */
  public record Unreached(DatabaseRef ref, String identifier, String reason) {
    /** What is going to happen, and why. */
    public String announcement() {
      return ref + " is restarted for it, which takes a moment: " + Sentence.ended(reason);
    }
  }

  /**
   * Those of a stage, the primaries of its replicas and where it reads; not those that are made,
   * changed or removed just now.
   */
  public List<Unreached> list(StageRef stage) {
    var rows = state.store(DatabaseStore.class).list(stage.stack().value(), stage.stage().value());
    var primaries = rows.stream().flatMap(it -> followers.findPrimary(it).stream());
    var readers = rows.stream().flatMap(it -> followers.findReader(it).stream());
    return Stream.of(rows.stream(), primaries, readers)
        .flatMap(it -> it)
        .distinct()
        .filter(it -> it.origin() != Database.Origin.ATTACHED && it.status().isAnswering())
        .filter(it -> !it.isPrevious())
        .flatMap(
            it ->
                targets.of(it.ref().stage()).unconnected(it.identifier(), stage).stream()
                    .map(reason -> new Unreached(it.ref(), it.identifier(), reason)))
        .toList();
  }

  /**
   * Has it restarted where it is reached, by one operation for each key; by whatever runs already
   * on that database where something does.
   */
  public Operation connect(Unreached database, String key) {
    var target = database.ref().toString();
    try {
      return state.transaction(
          transaction -> {
            var plan = RepairDatabase.connect();
            var own = Optional.of(key + "-" + database.identifier());
            var known = operations.findRepeated(transaction, Actor.CAIRN, own, plan.kind(), target);
            if (known.isPresent()) {
              return known.get();
            }
            var input = Map.of("identifier", database.identifier(), "reason", database.reason());
            var why = Map.of("reason", database.reason());
            activity.record(transaction, Actor.CAIRN, plan.kind(), target, why);
            return operations.open(
                transaction,
                new NewOperation(
                    plan,
                    target,
                    "Restart the "
                        + database.ref().engine().displayName()
                        + " of "
                        + database.ref().stage()
                        + " on its stage's network",
                    Actor.CAIRN,
                    input,
                    own));
          });
    } catch (ProblemException busy) {
      return operations.findOpen(target).orElseThrow(() -> busy);
    }
  }
}
