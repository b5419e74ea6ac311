package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What befalls primaries and replicas. */
class MySqlReplicaTroubleTest extends MySqlReplicasOfAHome {
  private static final String TABLE =
      "CREATE TABLE line(id int AUTO_INCREMENT PRIMARY KEY, t text)";
  private static final String LINE = "INSERT INTO line(t) VALUES ('x')";

  private String count(DatabaseInstance it) throws SQLException {
    return query(it, "SELECT COUNT(*) FROM line").getFirst();
  }

  @Test
  void replicaThatWasKilledGoesOnWhereItWas() throws Exception {
    var primary = primary("calm-mysql", "killed-mysql");
    var replica = replica("killed-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE, LINE);
    kill(replica);
    assertThat(status(replica).state()).isEqualTo(State.BROKEN);
    run(primary, LINE);
    ensure(replica);
    awaitAll(replica);
    assertThat(count(replica)).isEqualTo("2");
    try (var session = administer(replica)) {
      assertThat(session.names("SELECT @@global.super_read_only")).containsExactly("1");
    }
  }

  @Test
  void replicaFollowsItsPrimaryToAnotherPort() throws Exception {
    var primary = primary("moving-mysql", "trailing-mysql");
    var replica = replica("trailing-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE, LINE);
    int before = port(primary);
    kill(primary);
    assertThat(status(replica).reason()).isEqualTo("Its primary does not answer.");
    try (var taken = new ServerSocket(before, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(taken.isBound()).isTrue();
      ReadyWait.upTo(Duration.ofSeconds(30))
          .until("another port", () -> provider.ensure(primary, _ -> {}) instanceof Progress.Ready);
    }
    assertThat(port(primary)).isNotEqualTo(before);
    run(primary, LINE);
    provider.guardStorage(replica.id());
    awaitAll(replica);
    assertThat(count(replica)).isEqualTo("2");
  }

  @Test
  void replicaThatMissesWhatIsGoneIsLostAndRebuilt() throws Exception {
    var primary = primary("purged-mysql", "behind-mysql");
    var replica = replica("behind-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    awaitAll(replica);
    new MySqlServer(processes).stop(files(replica));
    run(primary, LINE);
    try (var session = administer(primary)) {
      session.run(List.of("FLUSH BINARY LOGS"));
      var current = session.names("SHOW BINARY LOGS").getLast();
      session.run(List.of("PURGE BINARY LOGS TO '" + current + "'"));
    }
    ensure(replica);
    awaitState(replica, State.LOST);
    assertThat(status(replica).reason()).contains("purged");
    ensure(replica);
    assertThat(status(replica).state()).isEqualTo(State.LOST);
    assertThat(provider.rebuild(replica, "first", line -> {})).isEqualTo(Progress.ready());
    awaitAll(replica);
    assertThat(count(replica)).isEqualTo("1");
    var made = Files.getLastModifiedTime(files(replica).data().resolve("auto.cnf"));
    assertThat(provider.rebuild(replica, "first", line -> {})).isEqualTo(Progress.ready());
    assertThat(Files.getLastModifiedTime(files(replica).data().resolve("auto.cnf")))
        .isEqualTo(made);
  }

  /** Who comes back from the dead may be a primary no more: only Cairn knows. */
  @Test
  void serverThatIsStartedByHandTakesNoWrites() throws Exception {
    var primary = primary("undead-mysql");
    ensure(primary);
    run(primary, TABLE, LINE);
    kill(primary);
    var files = files(primary);
    var process = new EngineProcess(processes, "MySQL", "mysqld");
    int port = InstanceRecord.find(files).orElseThrow().port();
    var identity =
        process.launch(
            files,
            List.of(
                MySqlForTests.programs().resolve("mysqld").toString(),
                "--defaults-file=" + MySqlServer.conf(files)),
            port);
    process.record(files, identity);
    ReadyWait.upTo(Duration.ofSeconds(30))
        .every(Duration.ofMillis(100))
        .until("it to answer", () -> count(primary).equals("1"));
    assertThatThrownBy(() -> run(primary, LINE)).hasMessageContaining("read-only");
    try (var session = administer(primary)) {
      assertThatThrownBy(() -> session.run(List.of("INSERT INTO notes.line(t) VALUES ('x')")))
          .hasMessageContaining("super-read-only");
    }
    ensure(primary);
    run(primary, LINE);
    assertThat(count(primary)).isEqualTo("2");
  }

  /** As one of an earlier Cairn's is. */
  @Test
  void primaryWithoutBinaryLogIsRestartedForItsFirstReplicaOnly() throws Exception {
    var primary = primary("older-mysql");
    ensure(primary);
    run(primary, TABLE, LINE);
    new MySqlServer(processes).stop(files(primary));
    makeOlder(primary);
    var started = process(primary);
    assertThat(provider.unfollowable(primary.id())).contains("its binary log is off");
    ensure(primary, primary);
    assertThat(process(primary)).isEqualTo(started);
    var followed = primary("older-mysql", "younger-mysql");
    ensure(followed);
    assertThat(process(primary)).isNotEqualTo(started);
    assertThat(provider.unfollowable(primary.id())).isEmpty();
    var replica = replica("younger-mysql", followed);
    ensure(replica);
    awaitAll(replica);
    assertThat(count(replica)).isEqualTo("1");
  }

  private Object process(DatabaseInstance it) {
    return new MySqlServer(processes).find(files(it)).orElseThrow();
  }

  /** Its settings of then, and the digest of them that it was started with. */
  private void makeOlder(DatabaseInstance it) throws Exception {
    var conf = MySqlServer.conf(files(it));
    var text = Files.readString(conf).replaceFirst("(?m)^log_bin = .*$", "skip_log_bin = ON");
    text = text.replaceAll("(?m)^(gtid_mode|enforce_gtid|loose_log_|plugin).*\n", "");
    Files.writeString(conf, text.replaceAll("read_only = ON", "read_only = OFF"));
    var record = InstanceRecord.find(files(it)).orElseThrow();
    new MySqlServer(processes)
        .start(files(it), record, MySqlForTests.programs(), java.util.Optional.empty());
    var older = MySqlEngineForTests.of(home(), processes).startSettings(files(it), record);
    Files.writeString(
        files(it).record(),
        Files.readString(files(it).record()).replace(record.settings(), digest(older)));
  }

  private static String digest(String text) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
