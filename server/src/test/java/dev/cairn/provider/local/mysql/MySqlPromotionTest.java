package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes of a primary go to its replica while both are there. */
class MySqlPromotionTest extends MySqlReplicasOfAHome {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlPromotionTest.class);
  private static final String TABLE = "CREATE TABLE line(id bigint PRIMARY KEY, t text)";
  private static final String TOKEN = "first";

  private final AtomicLong next = new AtomicLong();
  private final AtomicLong firstAtNew = new AtomicLong();

  private void write(DatabaseInstance it) throws SQLException {
    run(it, "INSERT INTO line VALUES (" + next.incrementAndGet() + ", 'x')");
  }

  private void freeze(DatabaseInstance primary, DatabaseInstance replica) {
    assertThat(provider.freeze(primary.id(), replica.id(), TOKEN)).isEqualTo(Progress.ready());
  }

  private void promote(DatabaseInstance replica) {
    assertThat(provider.promote(replica.id(), TOKEN, _ -> {})).isEqualTo(Progress.ready());
  }

  @Test
  void plannedSwitchUnderWritesLosesNoneAndNobodyRestartsOrIsRebuilt() throws Exception {
    var primary = primary("first-mysql", "second-mysql", "third-mysql");
    var second = replica("second-mysql", primary);
    var third = replica("third-mysql", primary);
    ensure(primary, second, third);
    run(primary, TABLE);
    run(primary, "CREATE TABLE ticks(n int)");
    run(primary, "CREATE EVENT tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO ticks VALUES (1)");
    run(primary, "CREATE EVENT off ON SCHEDULE EVERY 1 SECOND DISABLE DO DROP TABLE line");
    awaitAll(second);
    var processes = List.of(process(primary), process(second), process(third));
    var isOver = new AtomicBoolean();
    List<Long> acknowledged;
    try (var beside = Executors.newVirtualThreadPerTaskExecutor();
        var intruder = administer(primary)) {
      var writer = beside.submit(() -> writeUntil(primary, second, isOver));
      intruder.run(List.of("SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF"));
      assertThat(provider.prove(second.id(), Duration.ofSeconds(10))).isEqualTo(Progress.ready());
      long begin = System.nanoTime();
      freeze(primary, second);
      long frozen = System.nanoTime();
      assertThat(provider.compare(second.id())).isEqualTo(Standing.EQUAL);
      promote(second);
      LOG.info(
          "frozen after {} ms, promoted after {} ms",
          (frozen - begin) / 1_000_000,
          (System.nanoTime() - begin) / 1_000_000);
      ReadyWait.upTo(Duration.ofSeconds(30)).until("a write", () -> firstAtNew.get() > 0);
      LOG.info("first write after {} ms", (firstAtNew.get() - begin) / 1_000_000);
      assertThatThrownBy(() -> intruder.run(List.of("DELETE FROM notes.line")))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> write(primary)).hasMessageContaining("read-only");
      assertThat(provider.ensure(primary, _ -> {})).isInstanceOf(Progress.Failed.class);
      promote(second);
      isOver.set(true);
      acknowledged = writer.get();
    }
    assertThat(ids(second)).containsAll(acknowledged);
    var now = primary("second-mysql", "first-mysql", "third-mysql");
    ensure(now, replica("first-mysql", now), replica("third-mysql", now));
    write(now);
    for (var each : List.of(primary, third)) {
      awaitAll(each);
      assertThat(ids(each)).isEqualTo(ids(now));
      assertThatThrownBy(() -> write(each)).hasMessageContaining("read-only");
    }
    assertThat(List.of(process(primary), process(second), process(third))).isEqualTo(processes);
    var ticks = ticks(now);
    ReadyWait.upTo(Duration.ofSeconds(10)).until("an event", () -> ticks(now) > ticks);
    run(now, "ALTER EVENT tick DISABLE");
    assertThat(query(now, "SELECT status FROM information_schema.events WHERE event_name = 'off'"))
        .doesNotContain("ENABLED");
    // And back again, by a token of its own.
    assertThat(provider.freeze(now.id(), primary.id(), "back")).isEqualTo(Progress.ready());
    assertThat(provider.promote(primary.id(), "back", _ -> {})).isEqualTo(Progress.ready());
    ensure(primary, second, third);
    write(primary);
    awaitAll(second);
    awaitAll(third);
    assertThat(List.of(process(primary), process(second), process(third))).isEqualTo(processes);
  }

  private int ticks(DatabaseInstance it) throws SQLException {
    return Integer.parseInt(query(it, "SELECT COUNT(*) FROM ticks").getFirst());
  }

  private Object process(DatabaseInstance it) {
    return new MySqlServer(processes).find(files(it)).orElseThrow();
  }

  private List<Long> ids(DatabaseInstance it) throws SQLException {
    return query(it, "SELECT id FROM line ORDER BY id").stream().map(Long::parseLong).toList();
  }

  /** At the one that takes them; what it was told is written is. */
  private List<Long> writeUntil(
      DatabaseInstance old, DatabaseInstance fresh, AtomicBoolean isOver) {
    var acknowledged = new ArrayList<Long>();
    var at = old;
    while (!isOver.get()) {
      try (var session = open(at, LOGIN)) {
        while (!isOver.get()) {
          long id = next.incrementAndGet();
          session.run(List.of("INSERT INTO line VALUES (" + id + ", REPEAT('x', 500))"));
          acknowledged.add(id);
          if (at.equals(fresh)) {
            firstAtNew.compareAndSet(0, System.nanoTime());
          }
        }
      } catch (SQLException refused) {
        at = at.equals(old) ? fresh : old;
      }
    }
    return acknowledged;
  }

  @Test
  void freezeIsHeldUpByNobodyAndTakenBack() throws Exception {
    var primary = primary("held-mysql", "waiting-mysql");
    var replica = replica("waiting-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE, "CREATE TABLE other(id int)");
    write(primary);
    write(primary);
    try (var beside = Executors.newVirtualThreadPerTaskExecutor();
        var idle = open(primary, LOGIN);
        var long_ = open(primary, LOGIN);
        var locker = open(primary, LOGIN);
        var reader = administer(primary)) {
      idle.run(List.of("BEGIN", "UPDATE line SET t = 'never'"));
      reader.run(List.of("SET SESSION sql_mode = ''"));
      locker.run(List.of("LOCK TABLES other WRITE"));
      var slow =
          beside.submit(
              () -> {
                long_.run(List.of("INSERT INTO line SELECT 1000 + id, SLEEP(50) FROM line"));
                return true;
              });
      freeze(primary, replica);
      for (var each : List.of(idle, locker, reader)) {
        assertThatThrownBy(() -> each.run(List.of("COMMIT"))).isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(slow::get).hasCauseInstanceOf(SQLException.class);
    }
    freeze(primary, replica);
    assertThatThrownBy(() -> write(primary)).hasMessageContaining("read-only");
    assertThat(query(primary, "SELECT t FROM line")).containsExactly("x", "x");
    startByHand(primary);
    assertThatThrownBy(() -> write(primary)).hasMessageContaining("read-only");
    provider.guardStorage(primary.id());
    assertThatThrownBy(() -> write(primary)).hasMessageContaining("read-only");
    for (int i = 0; i < 2; i++) {
      assertThat(provider.unfreeze(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    }
    ensure(primary);
    write(primary);
    awaitAll(replica);

    // Nobody may write meanwhile: one that dies is not waited for.
    Suspended.stop(server(replica));
    write(primary);
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var freezing = beside.submit(() -> provider.freeze(primary.id(), replica.id(), "dying"));
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until(
              "the freeze",
              () -> InstanceRecord.find(files(primary)).orElseThrow().replication().isClosed());
      kill(replica);
      assertThat(freezing.get()).extracting("problem.code").isEqualTo("replica-not-running");
    }
    assertThat(provider.unfreeze(primary.id(), "dying")).isEqualTo(Progress.ready());
    assertThat(provider.freeze(primary.id(), replica.id(), "dead"))
        .extracting("problem.code")
        .isEqualTo("replica-not-running");
    ensure(primary, replica);
    write(primary);
    awaitAll(replica);
  }

  private ProcessIdentity server(DatabaseInstance it) {
    return new MySqlServer(processes).find(files(it)).orElseThrow();
  }

  @Test
  void replicaThatDiesWhileItIsPromotedIsPromoted() throws Exception {
    var primary = primary("giving-mysql", "dying-mysql");
    var replica = replica("dying-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    write(primary);
    assertThat(provider.promote(replica.id(), TOKEN, _ -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("primary-open"));
    try (var session = administer(replica)) {
      session.run(List.of("STOP REPLICA SQL_THREAD"));
    }
    write(primary);
    freeze(primary, replica);
    // What it received and did not replay is gone with it.
    kill(replica);
    startByHand(replica);
    promote(replica);
    assertThat(ids(replica)).containsExactly(1L, 2L);
    kill(replica);
    promote(replica);
    write(replica);
    var now = primary("dying-mysql", "giving-mysql");
    ensure(now, replica("giving-mysql", now));
    awaitAll(primary);
    assertThat(ids(primary)).containsExactly(1L, 2L, 3L);
  }

  /** Killed, it receives anew what it had not replayed: while its primary answers. */
  @Test
  void candidateThatHangsIsStartedAnewWhereNothingIsLostByThat() throws Exception {
    var primary = primary("patient-mysql", "stuck-mysql");
    var replica = replica("stuck-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    write(primary);
    awaitAll(replica);
    freeze(primary, replica);
    var hung = server(replica);
    Suspended.stop(hung);
    promote(replica);
    assertThat(processes.isAlive(hung)).isFalse();
    write(replica);
    assertThat(ids(replica)).containsExactly(1L, 2L);

    var now = primary("stuck-mysql", "patient-mysql");
    ensure(now, replica("patient-mysql", now));
    awaitAll(primary);
    assertThat(provider.fence(now.id(), "lost")).isEqualTo(Progress.ready());
    var stuck = server(primary);
    Suspended.stop(stuck);
    assertThat(provider.promote(primary.id(), "lost", _ -> {}))
        .extracting("problem.code")
        .isEqualTo("replica-hangs");
    assertThat(processes.isAlive(stuck)).isTrue();
    Suspended.goOn(stuck);
    assertThat(provider.promote(primary.id(), "lost", _ -> {})).isEqualTo(Progress.ready());
    write(primary);
    assertThat(ids(primary)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void promotionGoesOnWhereItFollowedNobodyAlready() throws Exception {
    var primary = primary("left-mysql", "lone-mysql");
    var replica = replica("lone-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    freeze(primary, replica);
    try (var session = administer(replica)) {
      session.run(List.of("STOP REPLICA", "RESET REPLICA ALL"));
    }
    kill(replica);
    promote(replica);
    write(replica);
    assertThat(provider.compare(replica.id()).relation()).isEqualTo(Relation.UNKNOWN);
  }

  /** Whoever gave the password that goes was there while it was a replica. */
  @Test
  void passwordThatGoesAfterAPromotionTakesItsSessionsWithIt() throws Exception {
    var primary = primary("turned-mysql", "turning-mysql");
    var replica = replica("turning-mysql", primary);
    ensure(primary, replica);
    try (var old = open(replica, LOGIN)) {
      ensure(with(primary, NEXT, LOGIN), with(replica, NEXT, LOGIN));
      freeze(primary, replica);
      promote(replica);
      old.run(List.of("SELECT 1"));
      ensure(with(primary("turning-mysql", "turned-mysql"), NEXT));
      assertThatThrownBy(() -> old.run(List.of("SELECT 1"))).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void primaryThatWasKilledReturnsWithoutARebuild() throws Exception {
    var primary = primary("gone-mysql", "heir-mysql");
    var replica = replica("heir-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE, "CREATE TABLE ticks(n int)");
    run(primary, "CREATE EVENT tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO ticks VALUES (1)");
    write(primary);
    awaitAll(replica);
    var made = Files.getLastModifiedTime(files(primary).data().resolve("auto.cnf"));
    run(primary, "ALTER EVENT tick DISABLE", "ALTER EVENT tick ENABLE");
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until(
            "it to arrive",
            () -> {
              kill(primary);
              if (provider.compare(replica.id()).equals(Standing.EQUAL)) {
                return true;
              }
              ensure(primary);
              awaitAll(replica);
              return false;
            });
    for (int i = 0; i < 2; i++) {
      assertThat(provider.fence(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    }
    startByHand(primary);
    assertThat(provider.compare(replica.id())).isEqualTo(Standing.EQUAL);
    assertThat(provider.fence(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    promote(replica);
    write(replica);
    var now = primary("heir-mysql", "gone-mysql");
    ensure(now, replica("gone-mysql", now));
    awaitAll(primary);
    assertThat(ids(primary)).containsExactly(1L, 2L);
    assertThat(Files.getLastModifiedTime(files(primary).data().resolve("auto.cnf")))
        .isEqualTo(made);
    assertThat(status(primary).state()).isEqualTo(State.STREAMING);

    // Now the one that dies began as a copy, of which its log says nothing.
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until("all to arrive", () -> provider.compare(primary.id()).equals(Standing.EQUAL));
    kill(now);
    assertThat(provider.compare(primary.id()).relation())
        .isIn(Standing.Relation.EQUAL, Standing.Relation.BEHIND);
  }
}
