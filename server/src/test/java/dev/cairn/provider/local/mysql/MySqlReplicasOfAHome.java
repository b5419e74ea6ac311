package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Tuning;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Primaries and replicas of one home, on real processes. */
abstract class MySqlReplicasOfAHome {
  static final Login LOGIN = new Login("notes", Sensitive.of("f".repeat(40)));
  static final Login NEXT = new Login("notes", Sensitive.of("s".repeat(40)));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static Path home = Path.of("/");
  private static CertificateAuthority authority = new CertificateAuthority(home, Clock.systemUTC());

  final Processes processes = new Processes();
  final LocalDatabases provider = LocalContract.open(home, stage -> Optional.empty());

  @BeforeAll
  static void link() throws Exception {
    home = directory.resolve("it's # home");
    MySqlForTests.link(home);
    authority = new CertificateAuthority(home.resolve("tls"), Clock.systemUTC());
  }

  @AfterEach
  void removeAll() {
    for (var id : InstanceFiles.list(home)) {
      assertThat(provider.remove(id, line -> {})).isEqualTo(Progress.ready());
    }
  }

  @AfterAll
  static void clear() {
    Trees.delete(home);
  }

  static DatabaseInstance primary(String id, String... replicas) {
    return database(
        id, new Replication(Optional.empty(), List.of(replicas), List.of()), List.of(LOGIN));
  }

  static DatabaseInstance replica(String id, DatabaseInstance of) {
    var primary = new Replication.Primary(of.id(), of.type(), of.tuning());
    return database(id, new Replication(Optional.of(primary), List.of(), List.of()), of.logins());
  }

  static DatabaseInstance with(DatabaseInstance it, Login... logins) {
    return database(it.id(), it.replication(), List.of(logins));
  }

  private static DatabaseInstance database(String id, Replication replication, List<Login> logins) {
    return new DatabaseInstance(
        id,
        MySql.INSTANCE,
        MySqlForTests.VERSION,
        MySql.INSTANCE.types().getFirst(),
        Bytes.ofGib(2),
        Optional.empty(),
        "notes",
        logins,
        false,
        Optional.empty(),
        Tuning.NONE,
        replication);
  }

  void ensure(DatabaseInstance... all) {
    for (var one : all) {
      assertThat(provider.ensure(one, line -> {})).as(one.id()).isEqualTo(Progress.ready());
    }
  }

  static Path home() {
    return home;
  }

  static DatabaseInstance from(String id, String backup) {
    var it = primary(id);
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        it.stage(),
        it.database(),
        it.logins(),
        it.cacheOnly(),
        Optional.of(backup));
  }

  InstanceFiles files(DatabaseInstance it) {
    return InstanceFiles.of(home, it.id());
  }

  int port(DatabaseInstance it) {
    return provider.observe(it.id()).endpoint().orElseThrow().port();
  }

  MySqlSession open(DatabaseInstance it, Login login) throws SQLException {
    return MySqlSession.open(port(it), "notes", login.username(), login.password(), authority);
  }

  /** As the administrator, whose password is a primary's. */
  MySqlSession administer(DatabaseInstance it) throws SQLException {
    var record = InstanceRecord.find(files(it)).orElseThrow();
    return MySqlSession.administer(
        record.port(), Sensitive.of("admin-of-" + record.administeredAs()), authority);
  }

  /** As replicas do. */
  MySqlSession replicate(DatabaseInstance primary, int port) throws SQLException {
    return MySqlSession.open(
        port,
        "",
        "cairn_replication",
        Sensitive.of(("admin-of-" + primary.id() + "/replication").substring(0, 32)),
        authority);
  }

  void run(DatabaseInstance it, String... statements) throws SQLException {
    try (var session = open(it, it.login())) {
      session.run(List.of(statements));
    }
  }

  List<String> query(DatabaseInstance it, String sql) throws SQLException {
    try (var session = open(it, it.login())) {
      return session.names(sql);
    }
  }

  ReplicaStatus status(DatabaseInstance replica) {
    return provider.replicaStatus(replica.id()).orElseThrow();
  }

  void awaitState(DatabaseInstance replica, ReplicaStatus.State state) {
    ReadyWait.upTo(PATIENCE)
        .every(Duration.ofMillis(50))
        .until(state + " of " + replica.id(), () -> status(replica).state() == state);
  }

  /** Streams, with nothing before it. */
  void awaitAll(DatabaseInstance replica) {
    boolean hasAll =
        ReadyWait.upTo(PATIENCE)
            .every(Duration.ofMillis(50))
            .holdsInTime(
                () -> {
                  var status = status(replica);
                  return status.state() == ReplicaStatus.State.STREAMING
                      && status.behind().equals(Optional.of(new Bytes(0)));
                });
    assertThat(hasAll).as("%s: %s", replica.id(), status(replica)).isTrue();
  }

  void kill(DatabaseInstance it) {
    var identity = IdentityFile.find(files(it).process()).orElseThrow();
    processes.signal(identity, Signal.KILL);
    ReadyWait.upTo(PATIENCE).until("the end", () -> !processes.isAlive(identity));
  }

  /** As whoever finds its files does; Cairn's own takes its place where that runs. */
  void startByHand(DatabaseInstance it) {
    var server = new MySqlServer(processes);
    server.stop(files(it));
    var process = new EngineProcess(processes, "MySQL", "mysqld");
    int port = InstanceRecord.find(files(it)).orElseThrow().port();
    var argv =
        List.of(
            home.resolve("engines/mysql/8.0.33/bin/mysqld").toString(),
            "--defaults-file=" + MySqlServer.conf(files(it)));
    var identity = process.launch(files(it), argv, port);
    process.record(files(it), identity);
    ReadyWait.upTo(PATIENCE)
        .every(Duration.ofMillis(50))
        .until("it to answer", () -> query(it, "SELECT 1").equals(List.of("1")));
  }
}
