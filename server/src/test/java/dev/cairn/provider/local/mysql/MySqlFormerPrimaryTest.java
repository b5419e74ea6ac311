package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Standing;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Primaries that hang, or that somebody writes to, while their writes go to a replica. */
class MySqlFormerPrimaryTest extends MySqlReplicasOfAHome {
  private static final String TABLE = "CREATE TABLE line(id bigint PRIMARY KEY, t text)";
  private static final String TOKEN = "first";

  private final AtomicLong next = new AtomicLong();

  private void write(DatabaseInstance it) throws SQLException {
    run(it, "INSERT INTO line VALUES (" + next.incrementAndGet() + ", 'x')");
  }

  private List<Long> ids(DatabaseInstance it) throws SQLException {
    return query(it, "SELECT id FROM line ORDER BY id").stream().map(Long::parseLong).toList();
  }

  private ProcessIdentity server(DatabaseInstance it) {
    return new MySqlServer(processes).find(files(it)).orElseThrow();
  }

  private void freeze(DatabaseInstance primary, DatabaseInstance replica) {
    assertThat(provider.freeze(primary.id(), replica.id(), TOKEN)).isEqualTo(Progress.ready());
  }

  private void promote(DatabaseInstance replica) {
    assertThat(provider.promote(replica.id(), TOKEN, _ -> {})).isEqualTo(Progress.ready());
  }

  /** In the midst of a promotion of a replica that has all. */
  @Test
  void primaryThatHangsMidwayHoldsNobodyUp() throws Exception {
    var primary = primary("halted-mysql", "next-mysql");
    var replica = replica("next-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    write(primary);
    awaitAll(replica);
    // Before it is frozen: it is taken back, and takes writes again.
    Suspended.stop(server(primary));
    freeze(primary, replica);
    assertThat(provider.compare(replica.id())).isEqualTo(Standing.EQUAL);
    assertThat(provider.unfreeze(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    ensure(primary);
    write(primary);
    awaitAll(replica);
    // Frozen, and taken back.
    freeze(primary, replica);
    Suspended.stop(server(primary));
    assertThat(provider.unfreeze(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    ensure(primary);
    write(primary);
    awaitAll(replica);
    // Frozen, and replaced.
    freeze(primary, replica);
    Suspended.stop(server(primary));
    assertThat(provider.compare(replica.id())).isEqualTo(Standing.EQUAL);
    promote(replica);
    write(replica);
    var now = primary("next-mysql", "halted-mysql");
    ensure(now, replica("halted-mysql", now));
    awaitAll(primary);
    assertThat(ids(primary)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(status(primary).state()).isEqualTo(State.STREAMING);
  }

  /** What a person wrote to a former primary is nowhere else: it follows nobody by itself. */
  @Test
  void formerPrimaryThatSomebodyWroteToStaysApartUntilItIsRebuilt() throws Exception {
    var primary = primary("written-mysql", "other-mysql");
    var replica = replica("other-mysql", primary);
    ensure(primary, replica);
    run(primary, TABLE);
    freeze(primary, replica);
    promote(replica);
    try (var somebody = administer(primary)) {
      somebody.run(
          List.of(
              "SET GLOBAL super_read_only = OFF", "INSERT INTO notes.line VALUES (1000, 'own')"));
    }
    write(replica);
    var now = primary("other-mysql", "written-mysql");
    var former = replica("written-mysql", now);
    for (int i = 0; i < 2; i++) {
      ensure(now, former);
      assertThat(status(former).state()).isEqualTo(State.DIVERGED);
      assertThatThrownBy(() -> write(former)).hasMessageContaining("read-only");
      kill(former);
    }
    ensure(former);
    assertThat(ids(former)).containsExactly(1000L);
    assertThat(ids(replica)).doesNotContain(1000L);
    assertThat(provider.rebuild(former, "anew", _ -> {})).isEqualTo(Progress.ready());
    awaitAll(former);
    assertThat(ids(former)).doesNotContain(1000L);
    assertThat(status(former).state()).isEqualTo(State.STREAMING);
  }
}
