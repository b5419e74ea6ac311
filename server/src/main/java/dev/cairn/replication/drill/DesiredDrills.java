package dev.cairn.replication.drill;

import dev.cairn.activity.Activity;
import dev.cairn.database.Database;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Followers;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Replication;
import dev.cairn.secret.Secrets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wanted of the throw-away replicas of drills. */
final class DesiredDrills {
  private final StateDatabase state;
  private final DesiredDatabases databases;
  private final Followers followers;

  DesiredDrills(StateDatabase state, Secrets secrets, Activity activity) {
    this.state = state;
    this.databases = new DesiredDatabases(state, secrets, activity);
    this.followers = new Followers(state);
  }

  DesiredDatabases databases() {
    return databases;
  }

  DrillStore rows() {
    return state.store(DrillStore.class);
  }

  Drill get(Operation operation) {
    return rows().find(operation.id()).orElseThrow();
  }

  /** Whom the drill's replica follows: the database itself, or its primary. */
  Optional<Database> findPrimary(Operation operation) {
    return followers
        .findPrimary(operation)
        .filter(it -> it.identifier().equals(get(operation).primary()));
  }

  /** All that hold the same data. */
  List<Database> family(Database primary) {
    return Stream.concat(Stream.of(primary), followers.list(primary).stream()).toList();
  }

  /** As the database is that the drill is of, while it follows. */
  DatabaseInstance following(Drill drill, Database database, Database primary) {
    return instance(
        drill,
        database,
        new Replication(
            Optional.of(
                new Replication.Primary(
                    primary.identifier(), primary.type(), databases.tuning(primary))),
            List.of(),
            List.of()));
  }

  /** The same once it takes writes: nobody follows it, and no other stage gets in. */
  DatabaseInstance apart(Drill drill, Database database) {
    return instance(drill, database, Replication.NONE);
  }

  private DatabaseInstance instance(Drill drill, Database database, Replication replication) {
    var like = databases.instance(database);
    return new DatabaseInstance(
        drill.instance(),
        like.engine(),
        like.version(),
        like.type(),
        like.storage(),
        like.stage(),
        like.database(),
        like.logins(),
        like.cacheOnly(),
        Optional.empty(),
        like.tuning(),
        replication);
  }
}
