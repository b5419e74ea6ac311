package dev.cairn.replication.reader;

import dev.cairn.activity.Activity;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Followers;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.secret.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where applications are wanted to read: recorded, and what is read brought to admit them. */
final class DesiredReaders {
  private static final String FROM = "from";
  private static final String BEFORE = "before";
  private static final String IDENTIFIER = "Identifier";

  private final StateDatabase state;
  private final DesiredDatabases databases;
  private final Followers followers;
  private final Targets targets;

  DesiredReaders(StateDatabase state, Secrets secrets, Activity activity, Targets targets) {
    this.state = state;
    this.databases = new DesiredDatabases(state, secrets, activity);
    this.followers = new Followers(state);
    this.targets = targets;
  }

  /** The input of an operation that changes it: what is chosen, and what was. */
  static Map<String, String> input(
      Database database, Optional<Database> chosen, Optional<Database> before) {
    var all = new HashMap<>(Map.of("identifier", database.identifier()));
    put(all, FROM, chosen);
    put(all, BEFORE, before);
    return Map.copyOf(all);
  }

  private static void put(Map<String, String> all, String key, Optional<Database> database) {
    database.ifPresent(
        it -> {
          all.put(key, it.ref().toString());
          all.put(key + IDENTIFIER, it.identifier());
        });
  }

  /** What an operation chooses, as its input says. */
  static Optional<DatabaseRef> wanted(Operation operation) {
    return Optional.ofNullable(operation.input().get(FROM)).map(DatabaseRef::parse);
  }

  /** The database whose application it is about; empty where it is gone, or another is there. */
  Optional<Database> find(Operation operation) {
    return find(DatabaseRef.ofTarget(operation.target()), DesiredDatabases.identifier(operation));
  }

  Optional<Database> chosen(Operation operation) {
    return find(operation, FROM);
  }

  Optional<Database> before(Operation operation) {
    return find(operation, BEFORE);
  }

  private Optional<Database> find(Operation operation, String key) {
    return Optional.ofNullable(operation.input().get(key))
        .flatMap(
            ref ->
                find(DatabaseRef.parse(ref), operation.input().getOrDefault(key + IDENTIFIER, "")));
  }

  private Optional<Database> find(DatabaseRef ref, String identifier) {
    return state
        .transaction(transaction -> databases.find(transaction, ref))
        .filter(it -> it.identifier().equals(identifier));
  }

  /** False where it was changed otherwise meanwhile; then nothing was written. */
  boolean choose(Operation operation) {
    return move(operation, id(operation, BEFORE), id(operation, FROM));
  }

  /** Nothing where it was changed otherwise meanwhile. */
  void choosePrevious(Operation operation) {
    move(operation, id(operation, FROM), before(operation).map(Database::identifier));
  }

  private boolean move(Operation operation, Optional<String> from, Optional<String> to) {
    return state.transaction(
        transaction ->
            transaction
                    .attach(ReaderStore.class)
                    .move(DesiredDatabases.identifier(operation), from, to)
                == 1);
  }

  private static Optional<String> id(Operation operation, String key) {
    return Optional.ofNullable(operation.input().get(key + IDENTIFIER));
  }

  /**
   * Whether the one may name the other as where to read: itself, or whom it copies or is copied.
   */
  boolean isOfFamily(Database database, Database reader) {
    return reader.identifier().equals(database.identifier())
        || isPrimary(database, reader)
        || isPrimary(reader, database);
  }

  private boolean isPrimary(Database replica, Database other) {
    return followers
        .findPrimary(replica)
        .filter(it -> it.identifier().equals(other.identifier()))
        .isPresent();
  }

  /** Whether it lets a stage in for its reading alone: not its own, nor beside a replica of it. */
  static boolean isOpenedFor(Database database, Database reader) {
    return !reader.ref().stage().equals(database.ref().stage())
        && !database.primary().equals(Optional.of(reader.ref()));
  }

  /** It admits whom it should by now. Whoever brings one back that does not answer sees to it. */
  StepResult converge(Database reader, StepRun run) {
    return reader.status().isAnswering()
        ? DatabaseSteps.converge(databases, targets, reader, databases.instance(reader), run)
        : StepResult.done();
  }

  static Problem notThere(StageRef stage, String reader) {
    return Problem.conflict(
        "reader-gone",
        reader + " holds no data of the database of " + stage + " any more.",
        "Choose another to read from.");
  }
}
