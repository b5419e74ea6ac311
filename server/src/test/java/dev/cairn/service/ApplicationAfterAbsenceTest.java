package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real application whose database was away: the watch and the repair both look after it. */
@Timeout(120)
class ApplicationAfterAbsenceTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /** One for all: secrets of one state are sealed with one key. */
  @TempDir static Path home;

  private ServiceBench bench;

  @BeforeEach
  void open() {
    bench = new ServiceBench(DATABASE.state(), home);
    bench.sources("v1");
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void applicationThatEndedMeanwhileIsStartedOnce(boolean saysHowItIs) throws Exception {
    // A bare connection, as is made where no health path is said, would end it.
    var other =
        Map.of(
            "run",
            "exec perl -e '$SIG{PIPE} = \"IGNORE\"; do \"./server.pl\"'",
            "health",
            saysHowItIs ? "/healthy" : "");
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS, other));
    bench.deploy("v1");
    var ref = new DatabaseRef(bench.stage, Redis.INSTANCE);
    try (var answering = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      bench.provider.makeAt(answering.getLocalPort());
      bench.await(bench.databases.add(ANNA, DatabaseSpec.of(ref), Optional.empty()).id());
      var database = bench.databases.get(ref);
      int releases = bench.services.listReleases(bench.stage).size();
      int starts = bench.restarts.starts(bench.stage);
      bench.provider.hang();
      bench.provider.crash(database.identifier());
      bench.drift.start();
      until(() -> bench.databases.get(ref).status() == Database.Status.RECOVERING);
      assertThatThrownBy(() -> bench.ask("/exit")).isInstanceOf(java.io.IOException.class);
      bench.watch.tick();
      bench.watch.tick();
      assertThat(bench.restarts.starts(bench.stage)).isEqualTo(starts);

      bench.provider.resume();
      until(
          () -> {
            bench.watch.tick();
            var repair = bench.operations.list(Optional.of(ref.toString()), 1).getFirst();
            return repair.kind().equals("repair-database")
                && repair.status() == Operation.Status.SUCCEEDED;
          });
      bench.watch.tick();
      assertThat(bench.ask("/")).isEqualTo("v1");
      assertThat(bench.restarts.starts(bench.stage)).isEqualTo(starts + 1);
      assertThat(bench.services.listReleases(bench.stage)).hasSize(releases);
    }
  }

  /** As one does whose port a stranger took while it was away, who may have heard the password. */
  @Test
  void applicationIsDeployedWithTheAddressThatItsDatabaseCameBackAtAndThenWithANewPassword()
      throws Exception {
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS, Map.of()));
    bench.deploy("v1");
    var ref = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.await(bench.databases.add(ANNA, DatabaseSpec.of(ref), Optional.empty()).id());
    int releases = bench.services.listReleases(bench.stage).size();
    try (var answering = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var database = bench.databases.get(ref);
      var heard = bench.secrets.credentials(database.secretName());
      bench.provider.move(database.identifier(), answering.getLocalPort());
      bench.provider.crash(database.identifier());
      bench.drift.start();
      until(() -> lastOperation(ref).equals("rotate-secret SUCCEEDED"));
      bench.drift.close();
      assertThat(bench.services.isUpToDate(bench.stage)).isTrue();
      assertThat(bench.services.listReleases(bench.stage)).hasSize(releases + 2);
      assertThat(bench.operations.list(Optional.of(ref.toString()), 9))
          .extracting(Operation::kind)
          .containsExactly("rotate-secret", "repair-database", "add-database");
      var current = bench.secrets.credentials(database.secretName());
      assertThat(current.password()).isNotEqualTo(heard.password());
      assertThat(current.port()).isEqualTo(answering.getLocalPort());
      assertThat(bench.secrets.findPrevious(database.secretName())).isEmpty();
      assertThat(bench.ask("/")).isEqualTo("v1");
    }
  }

  private String lastOperation(DatabaseRef ref) {
    var last = bench.operations.list(Optional.of(ref.toString()), 1).getFirst();
    return last.kind() + " " + last.status();
  }

  private static void until(ReadyWait.Condition condition) {
    ReadyWait.upTo(Duration.ofSeconds(40)).every(Duration.ofMillis(30)).until("that", condition);
  }
}
