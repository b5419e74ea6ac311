package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresReplicationSql;
import dev.cairn.process.IdentityFile;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.instance.StageNetworks;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Replicas of real primaries. */
abstract class LocalPostgresReplicasContract extends ReplicatedPostgres {
  private static Sensitive<String> password(DatabaseInstance primary) {
    return Sensitive.of("admin-of-" + primary.id() + "/replication");
  }

  @Test
  void replicaOfAPrimaryUnderWritesGetsEachRowAndIsOnlyReadFrom() throws Exception {
    var primary = primary("written");
    var replica = following(wanted("written-replica-postgres"), primary);
    ensure(serving(primary, replica));
    var written = new ArrayList<>(List.of("first"));
    var isOver = new AtomicBoolean();
    var said = new CopyOnWriteArrayList<String>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          executor.submit(
              () -> {
                for (int i = 0; !isOver.get(); i++) {
                  write(primary, "line" + i);
                  fill(primary);
                  written.add("line" + i);
                }
                return true;
              });
      try {
        assertThat(provider().ensure(replica, said::add)).isEqualTo(Progress.ready());
      } finally {
        isOver.set(true);
      }
      assertThat(writing.get()).isTrue();
    }
    assertThat(written).hasSizeGreaterThan(2);
    awaitLines(replica, written.toArray(String[]::new));
    assertThat(said).anyMatch(line -> line.matches("copied [0-9.]+ MiB of [0-9.]+ MiB"));
    assertThatThrownBy(() -> write(replica, "second")).hasMessageContaining("read-only");
    var status = await(State.STREAMING, provider(), replica);
    assertThat(status.behind()).contains(new Bytes(0));
    assertThat(status.lag()).contains(Duration.ZERO);
    assertThat(status.reason()).isEmpty();
    assertThat(provider().replicaStatus(primary.id())).isEmpty();
    var start = start(replica.id());
    ensure(replica);
    assertThat(start(replica.id())).isEqualTo(start);
    saysNoPassword(primary, replica);
  }

  private void saysNoPassword(DatabaseInstance primary, DatabaseInstance replica)
      throws IOException {
    var passfile = files(replica).directory().resolve("replication");
    assertThat(passfile).content().contains(password(primary).reveal());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passfile)))
        .isEqualTo(StateFile.PRIVATE);
    assertThat(files(replica).user().map(user -> owner(passfile).equals(user)).orElse(true))
        .isTrue();
    for (var one : List.of(primary, replica)) {
      assertThat(files(one).log()).content().doesNotContain("/replication").doesNotContain("SCRAM");
      assertThat(files(one).data().resolve("postgresql.conf"))
          .content()
          .doesNotContain(password(primary).reveal());
    }
  }

  private static String owner(Path file) {
    try {
      return Files.getOwner(file).getName();
    } catch (IOException e) {
      throw StateFile.failure("look at", file, e);
    }
  }

  private void comesAsReplica(DatabaseInstance primary, String database, String... properties)
      throws SQLException {
    var all = new Properties();
    all.setProperty("user", PostgresReplicationSql.USER);
    all.setProperty("password", password(primary).reveal());
    all.setProperty("sslmode", "require");
    all.setProperty("assumeMinServerVersion", "14");
    all.setProperty("preferQueryMode", "simple");
    for (int i = 0; i < properties.length; i += 2) {
      all.setProperty(properties[i], properties[i + 1]);
    }
    var url = "jdbc:postgresql://127.0.0.1:" + port(primary) + "/" + database;
    DriverManager.getConnection(url, all).close();
  }

  @Test
  void whoKnowsTheReplicasPasswordGetsIntoNoDatabaseNorFromElsewhere() throws Exception {
    var primary = primary("attacked");
    replica("attacked", primary);
    comesAsReplica(primary, "notes", "replication", "true");
    for (var database : List.of("notes", "postgres", "template1", "replication")) {
      assertThatThrownBy(() -> comesAsReplica(primary, database))
          .as(database)
          .hasMessageContaining("no pg_hba.conf entry");
    }
    assertThatThrownBy(() -> comesAsReplica(primary, "notes", "replication", "database"))
        .hasMessageContaining("no pg_hba.conf entry");
    assertThatThrownBy(
            () ->
                comesAsReplica(
                    primary, "notes", "replication", "true", "localSocketAddress", "127.0.0.2"))
        .hasMessageContaining("no pg_hba.conf entry");
    assertThatThrownBy(
            () -> comesAsReplica(primary, "notes", "replication", "true", "sslmode", "disable"))
        .hasMessageContaining("no pg_hba.conf entry");
    assertThatThrownBy(
            () -> comesAsReplica(primary, "notes", "replication", "true", "user", "notes"))
        .hasMessageContaining("no pg_hba.conf entry");
    assertThat(
            asAdministrator(
                primary,
                "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolinherit"
                    + " FROM pg_roles WHERE rolname = 'cairn_replication'"))
        .containsExactly(List.of("f"));
  }

  @Test
  void eachReplicaThatIsNotNamedAnyMoreLeavesNothing() throws Exception {
    var primary = primary("many");
    var one = replica("one", primary);
    var two = following(wanted("two-replica-postgres"), primary);
    ensure(serving(primary, one, two));
    ensure(two);
    write(primary, "second");
    awaitLines(one, "first", "second");
    awaitLines(two, "first", "second");
    var slots = "SELECT slot_name FROM pg_replication_slots ORDER BY 1";
    assertThat(asAdministrator(primary, slots))
        .containsExactly(
            List.of("cairn_one_replica_postgres"), List.of("cairn_two_replica_postgres"));
    // One of them still runs, and comes back as soon as it is sent away.
    ensure(serving(primary, two));
    assertThat(asAdministrator(primary, slots))
        .containsExactly(List.of("cairn_two_replica_postgres"));
    assertThat(provider().remove(two.id(), line -> {})).isEqualTo(Progress.ready());
    // Something of the application's that depends on the user keeps it from nothing.
    try (var connection = connect(provider(), primary)) {
      connection.createStatement().execute("GRANT SELECT ON line TO cairn_replication");
    }
    ensure(serving(primary));
    assertThat(asAdministrator(primary, slots)).isEmpty();
    var user =
        "SELECT rolcanlogin OR rolreplication FROM pg_roles WHERE rolname = 'cairn_replication'";
    assertThat(asAdministrator(primary, user)).containsExactly(List.of("f"));
    try (var connection = connect(provider(), primary)) {
      connection.createStatement().execute("REVOKE SELECT ON line FROM cairn_replication");
    }
    ensure(serving(primary));
    assertThat(asAdministrator(primary, user)).isEmpty();
    assertThat(files(primary).data().resolve("pg_hba.conf"))
        .content()
        .doesNotContain("replication");
    assertThat(await(State.BROKEN, provider(), one).behind()).isPresent();
  }

  @Test
  void replicaFollowsAPrimaryThatMovedToAnotherPort() throws Exception {
    var primary = primary("moving");
    var replica = replica("moving", primary);
    int before = port(primary);
    var provider = provider();
    await(State.STREAMING, provider, replica);
    new PostgresServer(processes).stop(files(primary));
    var alone = await(State.BROKEN, provider, replica);
    assertThat(alone.reason()).isEqualTo("Its primary does not answer.");
    assertThat(alone.behind()).contains(new Bytes(0));
    try (var taken = new ServerSocket(before)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(provider.ensure(serving(primary, replica), line -> {}))
          .isInstanceOf(Progress.Unsettled.class);
      assertThat(provider.ensure(serving(primary, replica), line -> {}))
          .isEqualTo(Progress.ready());
    }
    assertThat(port(primary)).isNotEqualTo(before);
    write(primary, "second");
    var start = start(replica.id());
    provider.guardStorage(replica.id());
    awaitLines(replica, "first", "second");
    await(State.STREAMING, provider, replica);
    assertThat(start(replica.id())).isEqualTo(start);
  }

  @Test
  void copyThatBrokeOffIsMadeAnew() throws Exception {
    var primary = primary("broken-off");
    var replica = following(wanted("broken-off-replica-postgres"), primary);
    ensure(serving(primary, replica));
    var death = new IllegalStateException("the end of this life");
    assertThatThrownBy(
            () ->
                provider()
                    .ensure(
                        replica,
                        line -> {
                          if (line.startsWith("copied 1")) {
                            throw death;
                          }
                        }))
        .isSameAs(death);
    assertThat(files(replica).data().resolve("backup_label")).doesNotExist();
    write(primary, "second");
    ensure(replica);
    awaitLines(replica, "first", "second");
    await(State.STREAMING, provider(), replica);
  }

  @Test
  void replicaThatWasKilledComesBack() throws Exception {
    var primary = primary("killed");
    var replica = replica("killed", primary);
    awaitLines(replica, "first");
    var identity = IdentityFile.find(files(replica).process()).orElseThrow();
    kill(replica.id());
    ReadyWait.upTo(SOON).until("its end", () -> !processes.isAlive(identity));
    assertThat(provider().replicaStatus(replica.id()).orElseThrow().state())
        .isEqualTo(State.BROKEN);
    write(primary, "second");
    ensure(replica);
    awaitLines(replica, "first", "second");
    await(State.STREAMING, provider(), replica);
  }

  @Test
  void replicaWhosePrimaryKeepsTooLittleForItIsLostAndRebuiltOnce() throws Exception {
    var primary = primary("lost");
    var replica = replica("lost", primary);
    awaitLines(replica, "first");
    new PostgresServer(processes).stop(files(replica));
    asAdministratorDo(
        primary, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    for (int i = 0; i < 4; i++) {
      fill(primary);
      asAdministratorDo(primary, "SELECT pg_switch_wal()");
    }
    asAdministratorDo(primary, "CHECKPOINT");
    var provider = provider();
    assertThat(await(State.LOST, provider, replica).reason()).contains("does not keep");
    ensure(replica);
    await(State.LOST, provider, replica);
    asAdministratorDo(
        primary, "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    write(primary, "second");
    assertThat(provider.rebuild(replica, "token", line -> {})).isEqualTo(Progress.ready());
    awaitLines(replica, "first", "second");
    await(State.STREAMING, provider, replica);
    var start = start(replica.id());
    assertThat(provider.rebuild(replica, "token", line -> {})).isEqualTo(Progress.ready());
    assertThat(start(replica.id())).isEqualTo(start);
  }

  @Test
  void smallReplicaOfAPrimaryThatGrowsReplaysOn() throws Exception {
    var primary = primary("growing");
    var replica = replica("growing", primary);
    var large = of(type(3), primary);
    var prepared = following(replica, large);
    ensure(prepared);
    ensure(serving(large, replica));
    write(primary, "second");
    awaitLines(replica, "first", "second");
    var start = start(replica.id());
    ensure(serving(primary, replica));
    ensure(following(replica, primary));
    assertThat(start(replica.id())).isEqualTo(start);
    write(primary, "third");
    awaitLines(replica, "first", "second", "third");
    await(State.STREAMING, provider(), replica);
  }

  @Test
  void replicaThatIsPausedSaysSo() throws Exception {
    var primary = primary("paused");
    var replica = replica("paused", primary);
    awaitLines(replica, "first");
    asAdministrator(replica, primary.id(), "SELECT pg_wal_replay_pause()");
    write(primary, "second");
    var provider = provider();
    var status = await(State.BROKEN, provider, replica);
    assertThat(status.reason()).contains("pg_wal_replay_resume");
    assertThat(status.behind().orElseThrow()).isGreaterThan(new Bytes(0));
    asAdministrator(replica, primary.id(), "SELECT pg_wal_replay_resume()");
    awaitLines(replica, "first", "second");
    await(State.STREAMING, provider, replica);
  }

  @Test
  void loginsOfThePrimaryComeAndGo() throws Exception {
    var primary = primary("rotated");
    var replica = replica("rotated", primary);
    var second = secondLogin(primary);
    ensure(serving(with(primary, second, LOGIN), replica));
    ensure(following(with(replica, second, LOGIN), primary));
    assertThat(logsIn(replica, second)).isTrue();
    try (var open = connect(provider(), replica)) {
      ensure(serving(with(primary, second), replica));
      ensure(following(with(replica, second), primary));
      assertThatThrownBy(() -> open.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(logsIn(replica, LOGIN)).isFalse();
    assertThat(logsIn(replica, second)).isTrue();
    // Nothing that is done now and then writes there.
    var provider = provider();
    provider.guardStorage(replica.id());
    assertThat(provider.statistics(replica.id())).isPresent();
    assertThat(provider.settings(replica.id())).isNotEmpty();
    assertThat(provider.extensions(replica.id())).isNotEmpty();
    assertThat(files(replica).log()).content().doesNotContain("read-only transaction");
  }

  /** Of a network of another stage, from which its containers come. */
  private boolean letsIn(DatabaseInstance it, String from) throws SQLException {
    var all = new Properties();
    all.setProperty("user", it.login().username());
    all.setProperty("password", it.login().password().reveal());
    all.setProperty("localSocketAddress", from);
    try (var connection =
        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port(it) + "/notes", all)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      assertThat(refused.getMessage()).contains("no pg_hba.conf entry");
      return false;
    }
  }

  @Test
  void primarysStageReadsFromTheReplicaThatAdmitsItAndNoLonger() throws Exception {
    var prod = StageRef.parse("notes/prod");
    var networks =
        Map.of(
            prod,
            new StageNetworks.Network("127.0.3.1", "127.0.3.0/24"),
            StageRef.parse("notes/eu"),
            new StageNetworks.Network("127.0.4.1", "127.0.4.0/24"));
    var provider = LocalContract.open(home(), stage -> Optional.ofNullable(networks.get(stage)));
    var primary = primary("guest");
    var replica = replica("guest", primary);
    awaitLines(replica, "first");
    for (var guests : List.of(List.<StageRef>of(), List.of(prod), List.<StageRef>of())) {
      var admitting = admitting(replica, StageRef.parse("notes/eu"), guests);
      assertThat(provider.ensure(admitting, line -> {})).isEqualTo(Progress.ready());
      assertThat(letsIn(replica, "127.0.3.9")).isEqualTo(guests.contains(prod));
      assertThat(letsIn(replica, "127.0.4.9")).isTrue();
      assertThat(letsIn(replica, "127.0.5.9")).isFalse();
    }
  }
}
