package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Replication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which databases follow which, as recorded. */
public final class Followers {
  private static final String PRIMARY = "primary";
  private static final String PRIMARY_IDENTIFIER = "primaryIdentifier";

  private final StateDatabase state;

  public Followers(StateDatabase state) {
    this.state = state;
  }

  /** Replicas of a primary, newest last: also those that are being made or removed. */
  public List<Database> list(Database primary) {
    return state.store(FollowerStore.class).list(primary.identifier());
  }

  public Optional<Database> find(String identifier) {
    return state.store(FollowerStore.class).find(identifier);
  }

  public Optional<Database> findPrimary(Database replica) {
    return state.store(FollowerStore.class).findPrimary(replica.identifier());
  }

  /**
   * Where the application beside a database reads, as its variables and its secret say: what was
   * chosen, unless that leaves. Else a replica itself; a primary is not told of. In place of what
   * was the primary and has not come back it is its primary.
   */
  public Optional<Database> findReader(Database database) {
    return state.store(FollowerStore.class).findReader(database.identifier());
  }

  /** As {@link #findReader}, where nothing was chosen. */
  public Optional<Database> findDefaultReader(Database database) {
    return state.store(FollowerStore.class).findDefaultReader(database.identifier());
  }

  /** What was chosen of that. */
  public Optional<Database> findReadFrom(Database database) {
    return state.store(FollowerStore.class).findReadFrom(database.identifier());
  }

  /** Stages besides its own whose application uses it: beside its replicas, or to read. */
  public List<StageRef> guests(Database database) {
    return guests(database, list(database));
  }

  private List<StageRef> guests(Database database, List<Database> replicas) {
    var readers = state.store(FollowerStore.class).listReaders(database.identifier());
    return Stream.concat(replicas.stream(), readers.stream())
        .map(it -> it.ref().stage())
        .filter(stage -> !stage.equals(database.ref().stage()))
        .distinct()
        .toList();
  }

  /** Until the transaction ends, nobody else makes replicas of it or removes it. */
  public void lock(Transaction transaction, Database primary) {
    var _ = transaction.attach(FollowerStore.class).lock(primary.identifier());
  }

  /** The input of an operation on a replica: with whom it follows, should that go before it. */
  public static Map<String, String> input(String replica, Database primary) {
    return Map.of(
        "identifier",
        replica,
        PRIMARY,
        primary.ref().toString(),
        PRIMARY_IDENTIFIER,
        primary.identifier());
  }

  /** Of such an input. */
  public static DatabaseRef primary(Operation operation) {
    return DatabaseRef.parse(operation.input().getOrDefault(PRIMARY, ""));
  }

  /** Whom the operation's replica follows; empty where that is gone, or another took its place. */
  public Optional<Database> findPrimary(Operation operation) {
    var ref = primary(operation);
    return state
        .store(DatabaseStore.class)
        .find(ref.stage().stack().value(), ref.stage().stage().value(), ref.engine().id())
        .filter(it -> it.identifier().equals(operation.input().get(PRIMARY_IDENTIFIER)));
  }

  /**
   * What it has to do with others.
   *
   * @param tuning what a database has beyond its type
   */
  Replication replication(Database database, Function<Database, Tuning> tuning) {
    if (database.isReplica()) {
      var primary = findPrimary(database).orElseThrow();
      return new Replication(
          Optional.of(
              new Replication.Primary(primary.identifier(), primary.type(), tuning.apply(primary))),
          List.of(),
          guests(database, List.of()));
    }
    var replicas = state.store(FollowerStore.class).listAdmitted(database.identifier());
    return new Replication(
        Optional.empty(),
        Stream.concat(
                replicas.stream().map(Database::identifier),
                state.store(FollowerStore.class).listDrilled(database.identifier()).stream())
            .toList(),
        guests(database, replicas));
  }

  /**
   * Refuses to remove what others follow, and that others begin to until the transaction ends.
   *
   * @throws dev.cairn.core.ProblemException {@code has-replicas}
   */
  void refuseFollowed(Transaction transaction, Database primary) {
    lock(transaction, primary);
    var replicas = transaction.attach(FollowerStore.class).list(primary.identifier());
    if (!replicas.isEmpty()) {
      var names =
          replicas.stream().map(it -> it.ref().toString()).collect(Collectors.joining(", "));
      throw Problem.conflict(
              "has-replicas",
              primary.ref() + " cannot be removed: " + names + " would have nothing to follow.",
              "Remove "
                  + (replicas.size() == 1 ? "that replica" : "those replicas")
                  + " first: cairn db remove "
                  + replicas.getFirst().ref()
                  + ".")
          .toException();
    }
  }
}
