package dev.cairn.provider.local.postgres;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.InstanceType;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Replication;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Primaries and replicas as tests use them. */
abstract class ReplicatedPostgres extends LocalPostgresContract {
  static final Duration SOON = Duration.ofSeconds(20);

  InstanceFiles files(DatabaseInstance instance) {
    return InstanceFiles.of(home(), instance.id());
  }

  int port(DatabaseInstance instance) {
    return InstanceRecord.find(files(instance)).orElseThrow().port();
  }

  private static DatabaseInstance replicating(DatabaseInstance it, Replication replication) {
    return replicating(it, it.stage(), replication);
  }

  /** One of a stage whose applications may come, with those of others. */
  static DatabaseInstance admitting(DatabaseInstance it, StageRef stage, List<StageRef> guests) {
    var replication = it.replication();
    return replicating(
        it,
        Optional.of(stage),
        new Replication(replication.primary(), replication.replicas(), guests));
  }

  private static DatabaseInstance replicating(
      DatabaseInstance it, Optional<StageRef> stage, Replication replication) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        stage,
        it.database(),
        it.logins(),
        it.cacheOnly(),
        it.fromBackup(),
        it.tuning(),
        replication);
  }

  static DatabaseInstance serving(DatabaseInstance primary, DatabaseInstance... replicas) {
    var ids = List.of(replicas).stream().map(DatabaseInstance::id).toList();
    return replicating(primary, new Replication(Optional.empty(), ids, List.of()));
  }

  static DatabaseInstance following(DatabaseInstance replica, DatabaseInstance primary) {
    var followed = new Replication.Primary(primary.id(), primary.type(), primary.tuning());
    return replicating(replica, new Replication(Optional.of(followed), List.of(), List.of()));
  }

  static DatabaseInstance of(InstanceType type, DatabaseInstance it) {
    return sized(it, type, it.storage());
  }

  /** A primary with something in it. */
  DatabaseInstance primary(String name) throws SQLException {
    var primary = wanted(name + "-postgres");
    ensure(primary);
    write(primary, "first");
    return primary;
  }

  /** As its primary's plan makes it. */
  DatabaseInstance replica(String name, DatabaseInstance primary) {
    var replica = following(wanted(name + "-replica-postgres"), primary);
    ensure(serving(primary, replica));
    ensure(replica);
    return replica;
  }

  void awaitLines(DatabaseInstance replica, String... lines) {
    ReadyWait.upTo(SOON).until("lines to arrive", () -> read(replica).equals(List.of(lines)));
  }

  static ReplicaStatus await(State state, DatabaseProvider provider, DatabaseInstance replica) {
    return ReadyWait.upTo(SOON)
        .every(Duration.ofMillis(20))
        .forResult(
            "the replica to be " + state,
            () -> provider.replicaStatus(replica.id()).filter(status -> status.state() == state));
  }

  List<List<String>> asAdministrator(DatabaseInstance asked, String owner, String sql)
      throws SQLException {
    var admin =
        new Administrator(
            port(asked), Sensitive.of("admin-of-" + owner), home().resolve("tls/ca.crt"));
    return PostgresSession.rows(admin, sql);
  }

  List<List<String>> asAdministrator(DatabaseInstance asked, String sql) throws SQLException {
    return asAdministrator(asked, asked.id(), sql);
  }

  void asAdministratorDo(DatabaseInstance asked, String... statements) throws SQLException {
    var admin =
        new Administrator(
            port(asked), Sensitive.of("admin-of-" + asked.id()), home().resolve("tls/ca.crt"));
    PostgresSession.administerEach(admin, "postgres", List.of(statements));
  }
}
