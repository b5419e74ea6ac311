package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MySqlReplicaTest extends MySqlReplicasOfAHome {
  private static final String TABLE =
      "CREATE TABLE line(id int AUTO_INCREMENT PRIMARY KEY, t text)";

  /** Two of them, made while the application goes on writing. */
  @Test
  void replicasHaveEveryRowOfAPrimaryThatWasWrittenToMeanwhile() throws Exception {
    var primary = primary("busy-mysql", "one-mysql", "two-mysql");
    var one = replica("one-mysql", primary);
    var two = replica("two-mysql", primary);
    ensure(primary);
    run(primary, TABLE, "CREATE TABLE ticks(n int)");
    run(primary, "CREATE EVENT tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO ticks VALUES (1)");
    var isOver = new AtomicBoolean();
    var said = new ArrayList<String>();
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var written = beside.submit(() -> writeUntil(primary, isOver));
      assertThat(provider.ensure(one, said::add)).isEqualTo(Progress.ready());
      ensure(two);
      isOver.set(true);
      assertThat(written.get()).isPositive();
    }
    run(primary, "DROP EVENT tick");
    for (var replica : List.of(one, two)) {
      awaitAll(replica);
      assertThat(status(replica).lag()).contains(Duration.ZERO);
      assertThat(query(replica, "CHECKSUM TABLE line, ticks").toString()).isNotEmpty();
      for (var sql : List.of("SELECT COUNT(*) FROM line", "SELECT COUNT(*) FROM ticks")) {
        assertThat(query(replica, sql)).as(sql).isEqualTo(query(primary, sql));
      }
      assertThat(history(replica)).as("nothing of its own").isEqualTo(history(primary));
    }
    assertThat(said).contains("starting");
  }

  private int writeUntil(DatabaseInstance primary, AtomicBoolean isOver) throws SQLException {
    int written = 0;
    try (var session = open(primary, LOGIN)) {
      while (!isOver.get()) {
        session.run(List.of("INSERT INTO line(t) VALUES (REPEAT('x', 2000))"));
        written++;
      }
    }
    return written;
  }

  private List<String> history(DatabaseInstance it) throws SQLException {
    try (var session = administer(it)) {
      return session.names("SELECT @@global.gtid_executed");
    }
  }

  @Test
  void replicaTakesNoWritesNotEvenOfAnAdministrator() throws Exception {
    var primary = primary("read-mysql", "reader-mysql");
    var replica = replica("reader-mysql", primary);
    ensure(primary);
    run(primary, TABLE, "INSERT INTO line(t) VALUES ('kept')");
    ensure(replica, replica);
    awaitAll(replica);
    assertThat(query(replica, "SELECT t FROM line")).containsExactly("kept");
    assertThatThrownBy(() -> run(replica, "INSERT INTO line(t) VALUES ('refused')"))
        .hasMessageContaining("read-only");
    var insert = List.of("INSERT INTO notes.line(t) VALUES ('his own')");
    try (var session = administer(replica)) {
      assertThatThrownBy(() -> session.run(insert)).hasMessageContaining("super-read-only");
      session.run(List.of("SET GLOBAL super_read_only = OFF"));
      session.run(insert);
      ensure(replica);
      assertThatThrownBy(() -> session.run(insert)).hasMessageContaining("super-read-only");
    }
    run(primary, "INSERT INTO line(t) VALUES ('theirs')");
    awaitState(replica, State.LOST);
    assertThat(status(replica).reason()).contains("cannot follow its primary any more");
    assertThat(provider.rebuild(replica, "differs", line -> {})).isEqualTo(Progress.ready());
    awaitAll(replica);
    assertThat(query(replica, "SELECT t FROM line")).containsExactly("kept", "theirs");
  }

  /** Without a conflict nothing of the replication tells it. */
  @Test
  void replicaThatSomebodyWroteToSaysSo() throws Exception {
    var primary = primary("clean-mysql", "scribbled-mysql");
    var replica = replica("scribbled-mysql", primary);
    ensure(primary);
    run(primary, TABLE, "INSERT INTO line(t) VALUES ('first')");
    ensure(replica);
    awaitAll(replica);
    try (var somebody = administer(replica)) {
      somebody.run(
          List.of(
              "SET GLOBAL super_read_only = OFF",
              "INSERT INTO notes.line VALUES (1000, 'own')",
              "INSERT INTO notes.line VALUES (1001, 'own')",
              "SET GLOBAL super_read_only = ON"));
    }
    run(primary, "INSERT INTO line(t) VALUES ('second')");
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("it to arrive", () -> query(replica, "SELECT id FROM line").size() == 4);
    var status = status(replica);
    assertThat(status.state()).isEqualTo(State.DIVERGED);
    assertThat(status.reason()).contains("2 transactions that its primary never had");
    assertThat(provider.compare(replica.id()).reason()).contains("2 transactions");
    provider.guardStorage(replica.id());
    kill(primary);
    assertThat(provider.compare(replica.id()).reason()).contains("2 transactions");
    ensure(primary);
    assertThat(provider.rebuild(replica, "scribbled", line -> {})).isEqualTo(Progress.ready());
    awaitAll(replica);
    assertThat(query(replica, "SELECT t FROM line")).containsExactly("first", "second");
  }

  @Test
  void whoKnowsThePasswordOfReplicasReadsAndWritesNothingByIt() throws Exception {
    var primary = primary("robbed-mysql", "spied-mysql");
    var replica = replica("spied-mysql", primary);
    ensure(primary);
    run(primary, TABLE, "INSERT INTO line(t) VALUES ('secret')");
    ensure(replica);
    for (var each : List.of(primary, replica)) {
      try (var thief = replicate(primary, port(each))) {
        for (var sql :
            List.of(
                "SELECT * FROM notes.line",
                "SELECT * FROM mysql.user",
                "INSERT INTO notes.line(t) VALUES ('forged')",
                "CREATE DATABASE mine",
                "CREATE USER me",
                "SET GLOBAL super_read_only = OFF",
                "SHUTDOWN",
                "STOP REPLICA",
                "PURGE BINARY LOGS BEFORE NOW()",
                "KILL 1")) {
          assertThatThrownBy(() -> thief.run(List.of(sql)))
              .as(sql)
              .isInstanceOf(SQLException.class);
        }
      }
    }
    try (var all = Files.walk(files(replica).directory())) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("admin-of-robbed-mysql");
      }
    }
  }

  @Test
  void withoutReplicasNobodyLogsInToReplicate() throws Exception {
    var primary = primary("lonely-mysql", "leaving-mysql");
    var replica = replica("leaving-mysql", primary);
    ensure(primary, replica);
    try (var session = replicate(primary, port(primary))) {
      assertThat(provider.remove(replica.id(), line -> {})).isEqualTo(Progress.ready());
      ensure(primary("lonely-mysql"));
      assertThatThrownBy(() -> session.run(List.of("SELECT 1"))).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> replicate(primary, port(primary)).close())
        .hasMessageContaining("denied");
  }

  @Test
  void tablesThatACopyWouldLeaveEmptyAreNamed() throws Exception {
    var primary = primary("mixed-mysql", "never-mysql");
    ensure(primary);
    run(primary, "CREATE TABLE old(id int) ENGINE = MyISAM");
    assertThat(provider.ensure(replica("never-mysql", primary), line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().message()).contains("notes.old"));
  }

  /** Both passwords are in force for a while; then the sessions of the old one go, here too. */
  @Test
  void newPasswordOfThePrimaryComesToItsReplica() throws Exception {
    var primary = primary("turning-mysql", "turned-mysql");
    var replica = replica("turned-mysql", primary);
    ensure(primary, replica);
    try (var old = open(replica, LOGIN)) {
      ensure(with(primary, NEXT, LOGIN), with(replica, NEXT, LOGIN));
      try (var fresh = open(replica, NEXT)) {
        old.run(List.of("SELECT 1"));
        ensure(with(primary, NEXT), with(replica, NEXT));
        fresh.run(List.of("SELECT 1"));
        assertThatThrownBy(() -> old.run(List.of("SELECT 1"))).isInstanceOf(SQLException.class);
      }
    }
    assertThatThrownBy(() -> open(replica, LOGIN).close()).hasMessageContaining("denied");
    assertThat(status(replica).state()).isEqualTo(State.STREAMING);
  }

  @Test
  void databaseOfABackupHasAHistoryOfItsOwn() throws Exception {
    var primary = primary("kept-mysql", "kept-replica");
    ensure(primary, replica("kept-replica", primary));
    run(primary, TABLE);
    assertThat(provider.remove("kept-replica", line -> {})).isEqualTo(Progress.ready());
    var before = history(primary).getFirst();
    assertThat(provider.backup(primary.id(), "kept", line -> {})).isEqualTo(Progress.ready());
    var again = from("again-mysql", "kept");
    ensure(again);
    var after = history(again).getFirst();
    assertThat(after).doesNotContain(before.substring(0, before.indexOf(':')));
    assertThatThrownBy(() -> replicate(again, port(again)).close()).hasMessageContaining("denied");
    var follower = replica("again-replica", again);
    ensure(primary("again-mysql", "again-replica"), follower);
    awaitAll(follower);
    provider.removeBackup("kept");
  }

  @Test
  void binaryLogsStayFewWithoutReplicas() throws Exception {
    var primary = primary("logged-mysql");
    ensure(primary);
    try (var session = administer(primary)) {
      for (int i = 0; i < 5; i++) {
        session.run(List.of("FLUSH BINARY LOGS"));
      }
      ReadyWait.upTo(Duration.ofSeconds(10))
          .every(Duration.ofMillis(100))
          .until(
              "old logs to go",
              () -> {
                provider.guardStorage(primary.id());
                return session.names("SHOW BINARY LOGS").size() == 1;
              });
      assertThat(session.names("SELECT CONCAT_WS(' ', @@binlog_format, @@sync_binlog)"))
          .containsExactly("ROW 1");
    }
    assertThat(logFiles(files(primary))).isEqualTo(2);
    assertThat(provider.replicaStatus(primary.id())).isEqualTo(Optional.empty());
  }

  private static long logFiles(InstanceFiles files) throws Exception {
    try (var all = Files.list(files.data())) {
      return all.filter(it -> it.getFileName().toString().startsWith("binlog.")).count();
    }
  }
}
