package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.IdentityFile;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A throw-away replica of a real primary that takes writes apart from it. */
class MySqlDrillTest extends MySqlReplicasOfAHome {
  private static final String TABLE =
      "CREATE TABLE line(id int AUTO_INCREMENT PRIMARY KEY, t text)";
  private static final String TOKEN = "drill";
  private static final DatabaseInstance ALONE = primary("drilled-mysql");
  private static final DatabaseInstance DRILL = replica("drill-mysql", ALONE);
  private static final DatabaseInstance REAL = replica("real-mysql", ALONE);

  private static DatabaseInstance serving(String... replicas) {
    return primary(ALONE.id(), replicas);
  }

  private static DatabaseInstance apart() {
    return primary(DRILL.id());
  }

  private void fork() {
    for (int i = 0; i < 2; i++) {
      assertThat(provider.fork(DRILL.id(), TOKEN, line -> {})).isEqualTo(Progress.ready());
    }
  }

  private static String code(Progress progress) {
    return progress instanceof Progress.Failed(var problem) ? problem.code() : progress.toString();
  }

  private void write(DatabaseInstance it, String text) throws SQLException {
    run(it, "INSERT INTO line(t) VALUES ('" + text + "')");
  }

  private List<String> read(DatabaseInstance it) throws SQLException {
    return query(it, "SELECT t FROM line ORDER BY id");
  }

  private List<Object> traces() throws Exception {
    try (var session = administer(ALONE)) {
      return List.of(
          session.names(
              "SELECT CONCAT(user, '@', host, account_locked) FROM mysql.user ORDER BY 1"),
          Files.readString(files(ALONE).directory().resolve("my.cnf")),
          InstanceRecord.find(files(ALONE)).orElseThrow().replication(),
          IdentityFile.find(files(ALONE).process()).orElseThrow());
    }
  }

  @Test
  void drillOfAFollowedPrimaryUnderWritesLeavesTheFamilyAsItWas() throws Exception {
    ensure(ALONE);
    run(ALONE, TABLE);
    write(ALONE, "first");
    ensure(serving(REAL.id()), REAL);
    var before = traces();
    ensure(serving(REAL.id(), DRILL.id()), DRILL);
    assertThat(code(provider.fork(DRILL.id(), TOKEN, line -> {}))).isEqualTo("still-admitted");
    assertThat(code(provider.fork(REAL.id(), TOKEN, line -> {}))).isEqualTo("still-admitted");
    assertThatThrownBy(() -> write(DRILL, "never")).hasMessageContaining("read-only");

    var isOver = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          executor.submit(
              () -> {
                for (int i = 0; !isOver.get(); i++) {
                  write(ALONE, "line" + i);
                }
                return true;
              });
      try {
        ensure(serving(REAL.id()));
        fork();
      } finally {
        isOver.set(true);
      }
      assertThat(writing.get()).isTrue();
    }
    ensure(apart());
    assertThat(traces()).isEqualTo(before);
    write(apart(), "own");
    write(ALONE, "after");
    ReadyWait.upTo(Duration.ofSeconds(30))
        .until("the replica to go on", () -> read(REAL).contains("after"));
    assertThat(read(apart())).contains("first", "own").doesNotContain("after");
    assertThat(read(ALONE)).doesNotContain("own");
    assertThat(read(REAL)).doesNotContain("own");
    awaitState(REAL, State.STREAMING);
    assertThat(provider.replicaStatus(DRILL.id())).isEmpty();

    assertThat(code(provider.ensure(replica(REAL.id(), apart()), line -> {})))
        .isEqualTo("replication-differs");
    var stranger = replica("stranger-mysql", apart());
    assertThat(provider.ensure(stranger, line -> {})).isNotEqualTo(Progress.ready());
    assertThat(provider.observe(stranger.id()).state()).isNotEqualTo(Observed.State.RUNNING);
    assertThat(code(provider.ensure(DRILL, line -> {}))).isEqualTo("replication-differs");
    try (var session = administer(apart())) {
      assertThat(session.names("SELECT user FROM mysql.user WHERE user = 'cairn_replication'"))
          .isEmpty();
      assertThat(session.rows("SHOW REPLICA STATUS")).isEmpty();
    }
    assertThat(provider.remove(DRILL.id(), line -> {})).isEqualTo(Progress.ready());
    assertThat(files(DRILL).directory()).doesNotExist();
    assertThat(traces()).isEqualTo(before);
  }

  @Test
  void drillOfAPrimaryAloneUnderWritesSurvivesADeathAtEachOfItsRecords() throws Exception {
    ensure(ALONE);
    run(ALONE, TABLE);
    write(ALONE, "first");
    var before = traces();
    ensure(serving(DRILL.id()), DRILL);
    awaitAll(DRILL);
    ensure(ALONE);
    // What it did not receive must not be waited for.
    write(ALONE, "later");
    var promoting = record().replicating(record().replication().promoting(TOKEN));
    promoting.write(files(DRILL));
    kill(DRILL);
    fork();
    write(apart(), "own");
    promoting.write(files(DRILL));
    fork();
    ensure(apart());
    kill(apart());
    fork();
    kill(apart());
    ensure(apart());
    write(apart(), "most");
    assertThat(read(apart())).containsExactly("first", "own", "most");
    assertThat(read(ALONE)).containsExactly("first", "later");
    assertThat(traces()).isEqualTo(before);
  }

  private InstanceRecord record() {
    return InstanceRecord.find(files(DRILL)).orElseThrow();
  }
}
