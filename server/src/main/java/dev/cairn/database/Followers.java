package dev.cairn.database;

import dev.cairn.core.Problem;
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

  public Optional<Database> findPrimary(Database replica) {
    return state.store(FollowerStore.class).findPrimary(replica.identifier());
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
          List.of());
    }
    var replicas = state.store(FollowerStore.class).listAdmitted(database.identifier());
    return new Replication(
        Optional.empty(),
        replicas.stream().map(Database::identifier).toList(),
        replicas.stream()
            .map(it -> it.ref().stage())
            .filter(stage -> !stage.equals(database.ref().stage()))
            .distinct()
            .toList());
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
