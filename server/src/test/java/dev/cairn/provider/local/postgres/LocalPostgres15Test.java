package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** With the system's binaries where it has them, and what only shows on real processes. */
class LocalPostgres15Test extends LocalPostgresPromotionContract {
  @TempDir static Path directory;

  @AfterAll
  static void clear() {
    Trees.delete(directory.resolve("home"));
  }

  @Override
  protected Path home() {
    return directory.resolve("home");
  }

  @Override
  protected String version() {
    return "15";
  }

  private InstanceFiles files(String id) {
    return InstanceFiles.of(home(), id);
  }

  private ProcessIdentity process(String id) {
    return new PostgresServer(processes).find(files(id)).orElseThrow();
  }

  @Test
  void postmasterIsFoundAgainWhereItsFileWasNeverWritten() throws Exception {
    var instance = wanted("adopted-postgres");
    ensure(instance);
    var before = process(instance.id());
    Files.delete(files(instance.id()).process());
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
    ensure(instance);
    assertThat(process(instance.id())).isEqualTo(before);
    assertThat(IdentityFile.find(files(instance.id()).process())).contains(before);
  }

  @Test
  void creationThatWasKilledInItsMiddleIsMadeAnew() throws Exception {
    var instance = wanted("halfway-postgres");
    ensure(instance);
    var record = InstanceRecord.find(files(instance.id())).orElseThrow();
    record.in(InstanceRecord.Phase.CREATING, "").write(files(instance.id()));
    assertThat(state(instance.id())).isEqualTo(Observed.State.STARTING);
    var before = process(instance.id());
    ensure(instance);
    assertThat(processes.isAlive(before)).isFalse();
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
    write(instance, "one");
    assertThat(read(instance)).containsExactly("one");
  }

  @Test
  void backupThatWasKilledBetweenMoveAndRecordIsFinished() throws Exception {
    var instance = wanted("moved-postgres");
    ensure(instance);
    write(instance, "kept");
    var files = files(instance.id());
    new PostgresServer(processes).stop(files);
    InstanceRecord.find(files)
        .orElseThrow()
        .in(InstanceRecord.Phase.BACKED_UP, "halfway")
        .write(files);
    var partial = Files.createDirectories(home().resolve("backups/halfway.partial"));
    Files.move(files.data(), partial.resolve("data"));
    assertThat(provider().listBackups()).isEmpty();
    assertThat(provider().backup(instance.id(), "halfway", line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().listBackups()).hasSize(1);
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void backupThatBrokeOffAndWasFinishedOnTheWayBackIsNotTakenForALaterOne() throws Exception {
    var instance = wanted("broken-off-postgres");
    ensure(instance);
    write(instance, "kept");
    var inTheWay = Files.createDirectories(home().resolve("backups/off.partial/backup.json"));
    assertThat(provider().backup(instance.id(), "off", line -> {}))
        .isInstanceOf(Progress.Failed.class);
    Files.delete(inTheWay);
    ensure(instance);
    write(instance, "more");
    assertThat(provider().backup(instance.id(), "off", line -> {}))
        .extracting("problem.code")
        .isEqualTo("backup-exists");
    assertThat(read(instance)).containsExactly("kept", "more");
  }

  @Test
  void dataThatVanishedAreNotReplacedByEmptyOnes() throws Exception {
    var instance = wanted("vanished-postgres");
    ensure(instance);
    new PostgresServer(processes).stop(files(instance.id()));
    Files.move(files(instance.id()).data(), home().resolve("elsewhere"));
    assertThat(provider().ensure(instance, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("data-missing"));
    Trees.delete(home().resolve("elsewhere"));
  }

  @Test
  void staleLockFileOfAnotherProgramsPidIsNoHindrance() throws Exception {
    var instance = wanted("stale-postgres");
    ensure(instance);
    write(instance, "kept");
    kill(instance.id());
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("the crash", () -> state(instance.id()) == Observed.State.FAILED);
    var lock = files(instance.id()).data().resolve("postmaster.pid");
    var lines = StateFile.find(lock).orElseThrow();
    Files.writeString(lock, ProcessHandle.current().pid() + lines.substring(lines.indexOf('\n')));
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void takenPortIsSaidAndPasses() throws Exception {
    var instance = wanted("port-postgres");
    ensure(instance);
    int port = provider().observe(instance.id()).endpoint().orElseThrow().port();
    new PostgresServer(processes).stop(files(instance.id()));
    try (var taken = new ServerSocket(port)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(provider().ensure(instance, line -> {}))
          .isInstanceOfSatisfying(
              Progress.Unsettled.class,
              it -> assertThat(it.cause().code()).isEqualTo("port-taken"));
    }
    ensure(instance);
    assertThat(provider().observe(instance.id()).endpoint().orElseThrow().port()).isEqualTo(port);
  }

  @Test
  void whatWasWrittenBeforeADeathIsTakenByTheRunningServer() throws Exception {
    var instance = wanted("unread-postgres");
    ensure(instance);
    var second = secondLogin(instance);
    Files.writeString(
        files(instance.id()).data().resolve("pg_hba.conf"),
        new PostgresAccess("notes", List.of(second.username(), "notes"), List.of()).text());
    ensure(with(instance, second, LOGIN));
    assertThat(logsIn(instance, second)).isTrue();
  }

  @Test
  void backupThatWouldFillTheDiskIsNotCopied() throws Exception {
    var instance = wanted("large-postgres");
    ensure(instance);
    assertThat(provider().backup(instance.id(), "large", line -> {})).isEqualTo(Progress.ready());
    var contents = home().resolve("backups/large/backup.json");
    var text = StateFile.find(contents).orElseThrow();
    Files.writeString(
        contents, text.replaceFirst("\"sizeBytes\" : \\d+", "\"sizeBytes\" : 1125899906842624"));
    var again = from(wanted("again-postgres"), "large", "diary");
    assertThat(provider().ensure(again, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("disk-full"));
    assertThat(files(again.id()).data()).doesNotExist();
  }

  @Test
  void failedCreationLeavesNobodyWriting() throws Exception {
    var instance = wanted("older-postgres");
    ensure(instance);
    assertThat(provider().backup(instance.id(), "older", line -> {})).isEqualTo(Progress.ready());
    var contents = home().resolve("backups/older/backup.json");
    var text = StateFile.find(contents).orElseThrow();
    Files.writeString(contents, text.replace("\"version\" : \"15\"", "\"version\" : \"14\""));
    var again = from(wanted("newer-postgres"), "older", "diary");
    assertThat(provider().ensure(again, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("backup-differs"));
    assertThat(files(again.id()).tls().resolve("server.crt")).exists();
  }

  @Test
  void damagedRecordKeepsNobodyFromTheOthersAndIsRemoved() throws Exception {
    var damaged = wanted("damaged-postgres");
    ensure(damaged);
    var port = provider().observe(damaged.id()).endpoint().orElseThrow().port();
    Files.writeString(files(damaged.id()).record(), "");
    var other = wanted("whole-postgres");
    ensure(other);
    var found = provider().observe(other.id()).endpoint().orElseThrow().port();
    assertThat(found).isNotEqualTo(port);
    assertThat(open(home(), stage -> Optional.empty()).findByPort(found)).contains(other.id());
    assertThat(provider().ensure(damaged, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> {
              assertThat(it.problem().code()).isEqualTo("record-damaged");
              assertThat(it.problem().message()).contains(files(damaged.id()).record().toString());
            });
    assertThat(provider().remove(damaged.id(), line -> {})).isEqualTo(Progress.ready());
    assertThat(processes.findMarked(files(damaged.id()).mark(), SystemUsers.engineUser()))
        .isEmpty();
  }

  @Test
  void transactionThatWasOpenWhenItBecameFullWritesNoMore() throws Exception {
    var instance = sized(wanted("open-postgres"), type(0), littleStorage());
    ensure(instance);
    write(instance, "kept");
    // One, as in a server: each would look anew whether the database is up to date.
    var provider = provider();
    try (var early = connect(provider, instance);
        var late = connect(provider, instance)) {
      early.setAutoCommit(false);
      early.createStatement().execute("SELECT * FROM line");
      ReadyWait.upTo(Duration.ofSeconds(60))
          .every(Duration.ofMillis(1))
          .until(
              "the storage to be used up",
              () -> {
                fill(instance);
                provider.guardStorage(instance.id());
                return !provider.observe(instance.id()).writable();
              });
      // As who makes room: nobody writes in the second after it became full.
      ReadyWait.upTo(Duration.ofSeconds(5))
          .until("a second to pass", () -> isOld(files(instance.id()).data(), 1500));
      late.setAutoCommit(false);
      late.createStatement().execute("SET TRANSACTION READ WRITE");
      late.createStatement().execute("DELETE FROM filling");
      early.createStatement().execute("INSERT INTO line(text) VALUES ('more')");
      provider.guardStorage(instance.id());
      assertThatThrownBy(() -> early.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
      late.commit();
    }
    assertThat(read(instance)).containsExactly("kept");
  }

  private static boolean isOld(Path data, long millis) throws IOException {
    var written = Files.getLastModifiedTime(data.resolve("postgresql.conf"));
    return System.currentTimeMillis() - written.toMillis() > millis;
  }

  @Test
  void longStatementOfAKilledPostmasterKeepsNobodyFromTheNext() throws Exception {
    var instance = wanted("working-postgres");
    ensure(instance);
    write(instance, "kept");
    try (var working = connect(provider(), instance);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var pid = working.unwrap(PGConnection.class).getBackendPID();
      var statement =
          executor.submit(
              () ->
                  working
                      .createStatement()
                      .execute("DO 'DECLARE i bigint := 0; BEGIN LOOP i := i + 1; END LOOP; END'"));
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until("the statement to work", () -> isWorking(instance, pid));
      kill(instance.id());
      ReadyWait.upTo(Duration.ofSeconds(5))
          .until("the crash", () -> state(instance.id()) == Observed.State.FAILED);
      assertThat(processes.find(pid)).isPresent();
      ensure(instance);
      assertThat(processes.find(pid)).isEmpty();
      assertThatThrownBy(statement::get).isInstanceOf(ExecutionException.class);
    }
    assertThat(read(instance)).containsExactly("kept");
  }

  private boolean isWorking(DatabaseInstance instance, int pid) throws SQLException {
    try (var connection = connect(provider(), instance);
        var row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid)) {
      return row.next();
    }
  }

  @Test
  void nobodyElseGetsIn() throws Exception {
    var instance = wanted("closed-postgres");
    ensure(instance);
    int port = provider().observe(instance.id()).endpoint().orElseThrow().port();
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/";
    assertThatThrownBy(() -> DriverManager.getConnection(url + "notes", "notes", "wrong"))
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(
            () -> DriverManager.getConnection(url + "template1", "notes", PASSWORD.reveal()))
        .hasMessageContaining("no pg_hba.conf entry");
    assertThatThrownBy(() -> DriverManager.getConnection(url + "notes", "app", "app"))
        .hasMessageContaining("no pg_hba.conf entry");
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT rolsuper OR rolcreatedb OR rolcreaterole, (SELECT pg_get_userbyid(datdba)"
                    + " FROM pg_database WHERE datname = 'notes'), current_setting('fsync'),"
                    + " current_setting('data_directory_mode') FROM pg_roles WHERE rolname ="
                    + " current_user")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean(1)).isFalse();
      assertThat(row.getString(2)).isEqualTo("notes");
      assertThat(row.getString(3)).isEqualTo("on");
    }
    assertThat(Files.readString(provider().logFile(instance.id())))
        .doesNotContain(PASSWORD.reveal())
        .doesNotContain("SCRAM-SHA-256$");
  }

  @Test
  void manyAtOnceEachGetPortAndDataOfTheirOwn() throws Exception {
    assertThat(
            ensureAtOnce(
                List.of(
                    "many-postgres-0", "many-postgres-1", "many-postgres-2", "many-postgres-3")))
        .doesNotHaveDuplicates();
  }

  @Test
  void listensOnItsStagesNetworkForItsUserOnly() throws Exception {
    var network = new StageNetworks.Network("127.0.0.77", "127.0.0.0/24");
    var provider = open(home(), stage -> Optional.of(network));
    var plain = wanted("network-postgres");
    var instance =
        new DatabaseInstance(
            plain.id(),
            plain.engine(),
            plain.version(),
            plain.type(),
            plain.storage(),
            Optional.of(dev.cairn.core.StageRef.parse("notes/dev")),
            plain.database(),
            plain.logins(),
            plain.cacheOnly(),
            plain.fromBackup());
    assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
    var endpoint = provider.observe(instance.id()).endpoint().orElseThrow();
    assertThat(endpoint.containerHost()).isEqualTo("127.0.0.77");
    try (var connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.77:"
                + endpoint.port()
                + "/notes?sslmode=verify-full&sslrootcert="
                + endpoint.certificateAuthority().orElseThrow(),
            "notes",
            PASSWORD.reveal())) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThat(processes.signal(process(instance.id()), Signal.HUP)).isTrue();
  }
}
