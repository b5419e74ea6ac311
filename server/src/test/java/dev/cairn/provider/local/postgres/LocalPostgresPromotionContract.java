package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import dev.cairn.process.Children;
import dev.cairn.process.Command;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Real primaries whose writes go to a replica. */
abstract class LocalPostgresPromotionContract extends LocalPostgresReplicasContract {
  private static final String TOKEN = "promotion";

  /** How many are in force, where nothing waits for a restart. */
  private static final String CONNECTIONS =
      "SELECT setting FROM pg_settings WHERE name = 'max_connections'"
          + " AND NOT EXISTS (SELECT FROM pg_settings WHERE pending_restart)";

  private static void done(Progress progress) {
    assertThat(progress).isEqualTo(Progress.ready());
  }

  /** Each verb may be asked again by who does not know that it was done. */
  private static void twice(Runnable verb) {
    verb.run();
    verb.run();
  }

  private static void promote(DatabaseProvider provider, DatabaseInstance replica) {
    twice(() -> done(provider.promote(replica.id(), TOKEN, line -> {})));
  }

  private ProcessIdentity server(DatabaseInstance instance) {
    return new PostgresServer(processes).find(files(instance)).orElseThrow();
  }

  private List<ProcessIdentity> receiver(DatabaseInstance replica) {
    return Children.of(server(replica)).entrySet().stream()
        .filter(child -> child.getValue().startsWith("postgres: walreceiver"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** As somebody does who knows nothing of Cairn. */
  private void byHand(Path programs, DatabaseInstance instance, String... what) {
    var argv =
        new ArrayList<>(
            List.of(
                programs.resolve("pg_ctl").toString(),
                "-D",
                files(instance).data().toString(),
                "-w",
                "-l",
                "/dev/null"));
    argv.addAll(List.of(what));
    var outcome =
        processes.run(Command.of(argv).in(files(instance).data()).as(files(instance).user()));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
  }

  private void takesNoWritesByHand(Path programs, DatabaseInstance instance) {
    byHand(programs, instance, "start");
    assertThatThrownBy(() -> write(instance, "never"))
        .hasMessageContaining("read-only transaction");
    assertThatThrownBy(
            () ->
                asAdministratorDo(
                    instance, "SET default_transaction_read_only = off", "CREATE TABLE never()"))
        .hasMessageContaining("read-only transaction");
    byHand(programs, instance, "stop", "-m", "fast");
  }

  private Path programs(DatabaseInstance instance) {
    return Path.of(server(instance).executable()).resolveSibling(".").normalize();
  }

  private Standing compare(DatabaseInstance replica) {
    return provider().compare(replica.id());
  }

  /**
   * For whom it keeps its log.
   *
   * @param first by whose name its administrator's password is made
   */
  private List<String> slots(DatabaseInstance instance, DatabaseInstance first)
      throws SQLException {
    var sql = "SELECT slot_name FROM pg_replication_slots ORDER BY 1";
    return asAdministrator(instance, first.id(), sql).stream().map(List::getFirst).toList();
  }

  private boolean isMarked(DatabaseInstance instance) {
    return Files.exists(files(instance).data().resolve("standby.signal"));
  }

  /** Writes line after line until that is refused; the last may have been written or not. */
  private int writeOn(DatabaseInstance primary) {
    int written = 0;
    try (var connection = connect(provider(), primary);
        var statement = connection.createStatement()) {
      while (true) {
        statement.execute("INSERT INTO line(text) VALUES ('line" + written + "')");
        written++;
      }
    } catch (SQLException over) {
      return written;
    }
  }

  @Test
  void plannedSwitchUnderWritesLosesNothingAndTheFormerPrimaryFollows() throws Exception {
    var plain = of(type(3), wanted("switched-postgres"));
    ensure(plain);
    write(plain, "first");
    var replica = following(wanted("switched-replica-postgres"), plain);
    var sibling = following(wanted("switched-sibling-postgres"), plain);
    var primary = serving(plain, replica, sibling);
    ensure(primary);
    ensure(replica);
    ensure(sibling);
    awaitLines(sibling, "first");
    StateFile.write(files(primary).data().resolve("never_copied"), "", StateFile.PRIVATE);
    var programs = programs(primary);
    var start = start(replica.id());
    var provider = provider();
    twice(() -> done(provider.prove(replica.id(), SOON)));
    var mute = receiver(sibling);
    assertThat(mute).isNotEmpty();
    mute.forEach(Suspended::stop);
    int written;
    try (var idle = connect(provider, primary);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      idle.setAutoCommit(false);
      idle.createStatement().execute("INSERT INTO line(text) VALUES ('idle')");
      var writing = executor.submit(() -> writeOn(primary));
      ReadyWait.upTo(SOON).until("lines", () -> read(primary).size() > 100);
      done(provider.freeze(primary.id(), replica.id(), TOKEN));
      written = writing.get();
    }
    done(provider.freeze(primary.id(), replica.id(), TOKEN));
    assertThat(provider.ensure(primary, line -> {}))
        .extracting("problem.code")
        .isEqualTo("primary-closed");
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    assertThat(compare(sibling).relation()).isEqualTo(Relation.BEHIND);
    takesNoWritesByHand(programs, primary);
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    promote(provider, replica);
    assertThat(provider.unfreeze(primary.id(), TOKEN))
        .extracting("problem.code")
        .isEqualTo("already-promoted");
    takesNoWritesByHand(programs, primary);
    mute.forEach(Suspended::goOn);

    var promoted = serving(wanted(replica.id()), primary, sibling);
    twice(() -> ensure(promoted));
    assertThat(start(promoted.id())).isEqualTo(start);
    assertThat(files(promoted).directory().resolve("replication")).doesNotExist();
    assertThat(asAdministrator(promoted, primary.id(), "SHOW max_connections"))
        .isEqualTo(asAdministrator(promoted, primary.id(), CONNECTIONS));
    var former = following(of(type(3), wanted(primary.id())), promoted);
    twice(() -> ensure(former));
    ensure(following(wanted(sibling.id()), promoted));
    write(promoted, "second");
    var lines = read(promoted);
    assertThat(lines).hasSizeBetween(written + 2, written + 3).doesNotContain("idle", "never");
    awaitLines(former, lines.toArray(String[]::new));
    awaitLines(sibling, lines.toArray(String[]::new));
    await(State.STREAMING, provider, former);
    await(State.STREAMING, provider, sibling);
    assertThat(files(former).data().resolve("never_copied")).exists();
    assertThat(slots(former, former)).isEmpty();
    assertThat(slots(promoted, primary))
        .containsExactly("cairn_switched_postgres", "cairn_switched_sibling_postgres");
    // A new replica stands what the promoted one has in force.
    var later = following(wanted("switched-later-postgres"), promoted);
    ensure(serving(promoted, former, sibling, later));
    ensure(later);
    awaitLines(later, lines.toArray(String[]::new));
  }

  @Test
  void freezeThatIsTakenBackLeavesThePrimaryAsItWas() throws Exception {
    var primary = primary("unfrozen");
    var replica = replica("unfrozen", primary);
    awaitLines(replica, "first");
    var programs = programs(primary);
    var provider = provider();
    try (var hanging = connect(provider, primary)) {
      var pid = hanging.unwrap(PGConnection.class).getBackendPID();
      var backend = processes.find(pid).orElseThrow();
      Suspended.stop(backend);
      done(provider.freeze(primary.id(), replica.id(), TOKEN));
      assertThat(processes.isAlive(backend)).isFalse();
    }
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    byHand(programs, primary, "start");
    twice(() -> done(provider.unfreeze(primary.id(), TOKEN)));
    ensure(serving(primary, replica));
    assertThat(isMarked(primary)).isFalse();
    write(primary, "second");
    awaitLines(replica, "first", "second");

    // Killed between the mark and the end of its server.
    var record = InstanceRecord.find(files(primary)).orElseThrow();
    record.replicating(record.replication().closedBy(TOKEN)).write(files(primary));
    files(primary).markData("standby.signal");
    write(primary, "third");
    done(provider.unfreeze(primary.id(), TOKEN));
    ensure(serving(primary, replica));
    assertThat(isMarked(primary)).isFalse();
    write(primary, "fourth");
    awaitLines(replica, "first", "second", "third", "fourth");

    // Nobody may write meanwhile: one that dies is not waited for.
    Suspended.stopWhole(server(replica));
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var freezing = beside.submit(() -> provider.freeze(primary.id(), replica.id(), "dying"));
      ReadyWait.upTo(SOON).until("the freeze", () -> isMarked(primary));
      kill(replica.id());
      assertThat(freezing.get()).extracting("problem.code").isEqualTo("replica-not-running");
    }
    done(provider.unfreeze(primary.id(), "dying"));
    assertThat(provider.freeze(primary.id(), replica.id(), "dead"))
        .extracting("problem.code")
        .isEqualTo("replica-not-running");
    ensure(serving(primary, replica));
    write(primary, "fifth");
    ensure(replica);
    awaitLines(replica, "first", "second", "third", "fourth", "fifth");
  }

  @Test
  void fencedPrimaryWhoseReplicaHadAllFollowsIt() throws Exception {
    var primary = primary("fenced");
    var replica = replica("fenced", primary);
    awaitLines(replica, "first");
    var provider = provider();
    asAdministrator(replica, primary.id(), "SELECT pg_wal_replay_pause()");
    fill(primary);
    write(primary, "received");
    ReadyWait.upTo(SOON).until("all", () -> compare(replica).equals(Standing.EQUAL));
    assertThat(provider.answers(primary.id())).isTrue();
    Suspended.stop(server(primary));
    assertThat(provider.answers(primary.id())).isFalse();
    Suspended.stopWhole(server(primary));
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    assertThat(read(replica)).containsExactly("first");
    var programs = programs(primary);
    twice(() -> done(provider.fence(primary.id(), TOKEN)));
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    takesNoWritesByHand(programs, primary);

    // Killed after its server took writes, before that was written down.
    var record = InstanceRecord.find(files(replica)).orElseThrow();
    record.replicating(record.replication().promoting(TOKEN)).write(files(replica));
    asAdministrator(replica, primary.id(), "SELECT pg_promote()");
    kill(replica.id());
    assertThat(provider.unfreeze(primary.id(), TOKEN))
        .extracting("problem.code")
        .isEqualTo("already-promoted");
    assertThat(isMarked(replica)).isFalse();
    var _ = provider.ensure(replica, line -> {});
    assertThat(isMarked(replica)).isFalse();
    promote(provider, replica);

    var promoted = serving(wanted(replica.id()), primary);
    ensure(promoted);
    write(promoted, "second");
    assertThat(read(promoted)).containsExactly("first", "received", "second");
    StateFile.write(files(primary).data().resolve("never_copied"), "", StateFile.PRIVATE);
    var former = following(wanted(primary.id()), promoted);
    ensure(former);
    awaitLines(former, "first", "received", "second");
    await(State.STREAMING, provider, former);
    assertThat(files(former).data().resolve("never_copied")).exists();
  }

  /** Its sessions answer, and it would take no writes until somebody has it go on. */
  @Test
  void candidateWhoseServerHangsIsStartedAnewAndPromoted() throws Exception {
    var primary = primary("mute");
    var replica = replica("mute", primary);
    awaitLines(replica, "first");
    done(provider().freeze(primary.id(), replica.id(), TOKEN));
    assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
    var hung = server(replica);
    Suspended.stop(hung);
    promote(provider(), replica);
    assertThat(processes.isAlive(hung)).isFalse();
    var promoted = serving(wanted(replica.id()), primary);
    ensure(promoted);
    write(promoted, "second");
    assertThat(read(promoted)).containsExactly("first", "second");
    assertThat(isMarked(primary)).isTrue();
  }

  /** Whether it is the server alone, or all of it: nobody waits until it goes on. */
  @Test
  void primaryThatHangsBeforeItIsFrozenIsEnded() throws Exception {
    var primary = primary("halted");
    var replica = replica("halted", primary);
    awaitLines(replica, "first");
    var provider = provider();
    for (var stop : List.<Consumer<ProcessIdentity>>of(Suspended::stop, Suspended::stopWhole)) {
      ReadyWait.upTo(SOON).until("all", () -> compare(replica).equals(Standing.EQUAL));
      var hung = server(primary);
      stop.accept(hung);
      done(provider.freeze(primary.id(), replica.id(), TOKEN));
      assertThat(processes.isAlive(hung)).isFalse();
      assertThat(compare(replica)).isEqualTo(Standing.EQUAL);
      done(provider.unfreeze(primary.id(), TOKEN));
      ensure(serving(primary, replica));
      write(primary, "again");
    }
    awaitLines(replica, "first", "again", "again");
  }

  /** Keeps what is written from now on from a replica. */
  private void cutOff(DatabaseInstance primary, DatabaseInstance replica) throws Exception {
    var access = files(primary).data().resolve("pg_hba.conf");
    Files.writeString(access, Files.readString(access).replaceAll("(?m)^hostssl.*$", ""));
    asAdministratorDo(
        primary,
        "SELECT pg_reload_conf()",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
    ReadyWait.upTo(SOON).until("the end of it", () -> receiver(replica).isEmpty());
  }

  @Test
  void primaryThatHasMoreThanWhatCameInItsPlaceStaysApartUntilItIsRebuilt() throws Exception {
    var primary = primary("diverged");
    var replica = replica("diverged", primary);
    awaitLines(replica, "first");
    var provider = provider();
    cutOff(primary, replica);
    fill(primary);
    write(primary, "lost");
    var live = compare(replica);
    assertThat(live.relation()).isEqualTo(Relation.BEHIND);
    assertThat(provider.prove(replica.id(), Duration.ofMillis(200)))
        .extracting("problem.code")
        .isEqualTo("replication-unproven");
    assertThat(provider.freeze(primary.id(), replica.id(), TOKEN))
        .extracting("problem.code")
        .isEqualTo("freeze-incomplete");
    done(provider.fence(primary.id(), TOKEN));
    var dead = compare(replica);
    assertThat(dead.relation()).isEqualTo(Relation.BEHIND);
    assertThat(dead.missing().orElseThrow())
        .isBetween(Bytes.ofMib(1), new Bytes(live.missing().orElseThrow().value() + 65536));
    assertThat(provider.promote(replica.id(), "another", line -> {}))
        .extracting("problem.code")
        .isEqualTo("primary-open");
    promote(provider, replica);
    var promoted = serving(wanted(replica.id()), primary);
    ensure(promoted);
    var former = following(wanted(primary.id()), promoted);
    twice(() -> ensure(former));
    await(State.DIVERGED, provider, former);
    // It would keep its log for one that never fetches it.
    assertThat(slots(promoted, primary)).isEmpty();
    ensure(promoted);
    assertThat(slots(promoted, primary)).isEmpty();
    assertThat(read(former)).containsExactly("first", "lost");
    assertThatThrownBy(() -> write(former, "never")).hasMessageContaining("read-only transaction");
    kill(former.id());
    ensure(former);
    await(State.DIVERGED, provider, former);
    write(promoted, "second");
    assertThat(read(former)).containsExactly("first", "lost");
    done(provider.rebuild(former, "token", line -> {}));
    awaitLines(former, "first", "second");
    await(State.STREAMING, provider, former);
    assertThat(slots(promoted, primary)).containsExactly("cairn_diverged_postgres");
    ReadyWait.upTo(SOON).until("all", () -> compare(former).equals(Standing.EQUAL));
  }
}
