package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.database.plan.ResizeDatabase;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How databases are resized: what is refused, and the operation that is opened. */
final class Resizing {
  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Databases databases;
  private final DesiredDatabases desired;
  private final Followers followers;

  Resizing(
      StateDatabase state,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases,
      DesiredDatabases desired,
      Followers followers) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.databases = databases;
    this.desired = desired;
    this.followers = followers;
  }

  void check(Database database, ResizeSpec spec) {
    refuseOwn(database, spec);
    DatabaseChecks.forResize(database, desired.tuning(database), spec);
  }

  Operation open(Actor actor, DatabaseRef ref, ResizeSpec spec, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, ResizeDatabase.KIND, ref.toString());
          if (known.isPresent()) {
            return known.get();
          }
          var database = databases.getUntouched(transaction, ref);
          refuseOwn(database, spec);
          var before = desired.tuning(transaction, database);
          var size = DatabaseChecks.forResize(database, before, spec);
          if (targets.isMissing(database)) {
            throw RestartDatabase.missing(database).toException();
          }
          var input =
              tuned(
                  before,
                  size.tuning(),
                  "identifier",
                  database.identifier(),
                  "type",
                  size.type().name(),
                  "storage",
                  size.storage().toGib() + "",
                  "type.before",
                  database.type().name(),
                  "storage.before",
                  database.storage().toGib() + "");
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      ResizeDatabase.plan(
                          !followers.list(database).isEmpty(),
                          (ref.engine().resizeRestarts() && !size.type().equals(database.type()))
                              || TuningChecks.restarts(ref.engine(), before, size.tuning())),
                      ref.toString(),
                      "Resize the " + ref.engine().displayName() + " of " + ref.stage(),
                      actor,
                      input,
                      idempotencyKey));
          transaction
              .attach(DatabaseStore.class)
              .resize(
                  database.identifier(),
                  size.type().name(),
                  size.storage().value(),
                  operation.id());
          if (!size.tuning().equals(before)) {
            transaction
                .attach(DatabaseStore.class)
                .tune(database.identifier(), size.tuning().text(), operation.id());
          }
          activity.record(transaction, actor, ResizeDatabase.KIND, ref.toString(), input);
          return operation;
        });
  }

  private static void refuseOwn(Database database, ResizeSpec spec) {
    spec.tuning().ifPresent(it -> ReplicaRefusal.check(database, it));
  }

  /** An operation's input, with the change of what a database has beyond its type. */
  private static Map<String, String> tuned(Tuning before, Tuning after, String... pairs) {
    var input = new HashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      input.put(pairs[i], pairs[i + 1]);
    }
    if (!before.equals(after)) {
      input.put(ApplyTuning.TUNING, after.text());
      input.put(ApplyTuning.TUNING + ApplyTuning.BEFORE, before.text());
    }
    return Map.copyOf(input);
  }
}
