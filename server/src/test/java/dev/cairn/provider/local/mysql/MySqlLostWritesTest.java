package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a replica lacks is said before, and what only the former primary has is kept. */
class MySqlLostWritesTest extends MySqlReplicasOfAHome {
  private static final String TABLE =
      "CREATE TABLE line(id int AUTO_INCREMENT PRIMARY KEY, t text)";
  private static final String LINE = "INSERT INTO line(t) VALUES (REPEAT('x', 10000))";

  private String count(DatabaseInstance it) throws SQLException {
    return query(it, "SELECT COUNT(*) FROM line").getFirst();
  }

  @Test
  void primaryThatHangsIsFencedAndWhatOnlyItHasIsKept() throws Exception {
    var primary = primary("mute-mysql", "late-mysql", "later-mysql");
    var replica = replica("late-mysql", primary);
    var sibling = replica("later-mysql", primary);
    ensure(primary, replica, sibling);
    run(primary, TABLE, LINE);
    awaitAll(replica);
    assertThat(provider.compare(replica.id())).isEqualTo(Standing.EQUAL);
    try (var session = administer(replica)) {
      session.run(List.of("STOP REPLICA IO_THREAD"));
    }
    for (int i = 0; i < 3; i++) {
      run(primary, LINE);
      try (var session = administer(primary)) {
        session.run(List.of("FLUSH BINARY LOGS"));
      }
    }
    awaitAll(sibling);
    var answered = provider.compare(replica.id());
    assertThat(answered.relation()).isEqualTo(Relation.BEHIND);
    assertThat(answered.missing().orElseThrow())
        .isBetween(new Bytes(3 * 10_000), new Bytes(3 * 11_000));
    var identity = IdentityFile.find(files(primary).process()).orElseThrow();
    Suspended.stop(identity);
    assertThat(provider.answers(primary.id())).isFalse();
    assertThat(provider.answers(replica.id())).isTrue();
    assertThat(provider.compare(replica.id())).isEqualTo(answered);
    for (int i = 0; i < 2; i++) {
      assertThat(provider.fence(primary.id(), "lost")).isEqualTo(Progress.ready());
    }
    assertThat(processes.isAlive(identity)).isFalse();
    assertThat(provider.compare(replica.id())).isEqualTo(answered);
    assertThat(provider.compare(sibling.id())).isEqualTo(Standing.EQUAL);
    assertThat(provider.promote(replica.id(), "lost", _ -> {})).isEqualTo(Progress.ready());
    var now = primary("late-mysql", "mute-mysql", "later-mysql");
    ensure(now);
    run(now, LINE, LINE);
    ensure(replica("mute-mysql", now), replica("later-mysql", now));
    for (var apart : List.of(primary, sibling)) {
      assertThat(status(apart).state()).as(apart.id()).isEqualTo(State.DIVERGED);
      assertThat(count(apart)).isEqualTo("4");
      requireReadOnly(apart);
      provider.guardStorage(apart.id());
      assertThat(status(apart).state()).as(apart.id()).isEqualTo(State.DIVERGED);
    }
    startByHand(primary);
    requireReadOnly(primary);
    for (var apart : List.of(replica("mute-mysql", now), replica("later-mysql", now))) {
      assertThat(provider.rebuild(apart, "seen", _ -> {})).isEqualTo(Progress.ready());
      awaitAll(apart);
      assertThat(count(apart)).isEqualTo("3");
    }
  }

  private void requireReadOnly(DatabaseInstance it) throws Exception {
    assertThatThrownBy(() -> run(it, LINE)).hasMessageContaining("read-only");
    try (var session = administer(it)) {
      assertThatThrownBy(() -> session.run(List.of("DELETE FROM notes.line")))
          .hasMessageContaining("super-read-only");
    }
  }

  /** Every byte of its transactions is counted, and of each as often as once. */
  @Test
  void binaryLogIsReadWithoutItsServer() throws Exception {
    var primary = primary("read-log-mysql");
    ensure(primary);
    run(primary, TABLE);
    for (var size : List.of(10, 300, 70_000, 5_000_000)) {
      run(primary, "INSERT INTO line(t) VALUES (REPEAT('x', 60000))");
      run(primary, "CREATE TABLE t" + size + " AS SELECT REPEAT('x', " + size + ") AS t");
    }
    try (var session = administer(primary)) {
      var executed = MySqlHistories.executed(session);
      var first = session.rows("SHOW BINLOG EVENTS LIMIT 2").getLast().get(4);
      var size = session.rows("SHOW BINARY LOGS").getLast().get(1);
      assertThat(MySqlLogFiles.read(files(primary), GtidSet.NONE))
          .isEqualTo(
              new MySqlLogFiles.Found(
                  executed, Optional.of(new Bytes(Long.parseLong(size) - Long.parseLong(first)))));
      assertThat(MySqlLogFiles.read(files(primary), executed).missing()).contains(new Bytes(0));
    }
    kill(primary);
    var data = files(primary).data();
    Files.move(data.resolve("binlog.000001"), data.resolve("other"));
    Files.createSymbolicLink(data.resolve("binlog.000001"), data.resolve("other"));
    assertThatThrownBy(() -> MySqlLogFiles.read(files(primary), GtidSet.NONE))
        .isInstanceOf(java.io.IOException.class);
    Files.writeString(data.resolve("binlog.index"), "../../../etc/passwd\n/etc/shadow\n");
    assertThatThrownBy(() -> MySqlLogFiles.read(files(primary), GtidSet.NONE))
        .hasMessageContaining("no binary log");
  }
}
