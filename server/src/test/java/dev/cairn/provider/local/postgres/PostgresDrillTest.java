package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Tuning;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Replication;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A throw-away replica of a real primary that takes writes apart from it. */
class PostgresDrillTest {
  private static final Login LOGIN = new Login("notes", Sensitive.of("p".repeat(40)));
  private static final StageRef PROD = StageRef.parse("notes/prod");
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final String TOKEN = "drill";

  @TempDir static Path directory;
  private static Path home = Path.of("/");

  private final Processes processes = new Processes();
  private final LocalDatabases provider =
      LocalContract.open(home, stage -> Optional.of(network(stage)));

  @BeforeAll
  static void make() {
    home = directory.resolve("home");
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

  private static StageNetworks.Network network(StageRef stage) {
    return stage.equals(PROD)
        ? new StageNetworks.Network("127.0.2.77", "127.0.2.0/24")
        : new StageNetworks.Network("127.0.1.77", "127.0.1.0/24");
  }

  private static DatabaseInstance instance(String id, StageRef stage, Replication replication) {
    return new DatabaseInstance(
        id,
        Postgres.INSTANCE,
        "18",
        Postgres.INSTANCE.types().getFirst(),
        Bytes.ofGib(2),
        Optional.of(stage),
        "notes",
        List.of(LOGIN),
        false,
        Optional.empty(),
        Tuning.NONE,
        replication);
  }

  private static DatabaseInstance primary(String... replicas) {
    var guests = List.of(replicas).contains("replica") ? List.of(DEV) : List.<StageRef>of();
    return instance("primary", PROD, new Replication(Optional.empty(), List.of(replicas), guests));
  }

  private static DatabaseInstance following(String id, String primary) {
    var followed =
        new Replication.Primary(primary, Postgres.INSTANCE.types().getFirst(), Tuning.NONE);
    return instance(id, DEV, new Replication(Optional.of(followed), List.of(), List.of()));
  }

  private static DatabaseInstance apart() {
    return instance("drill", DEV, Replication.NONE);
  }

  private void ensure(DatabaseInstance... all) {
    for (var one : all) {
      assertThat(provider.ensure(one, line -> {})).as(one.id()).isEqualTo(Progress.ready());
    }
  }

  private void fork() {
    for (int i = 0; i < 2; i++) {
      assertThat(provider.fork("drill", TOKEN, line -> {})).isEqualTo(Progress.ready());
    }
  }

  private static String code(Progress progress) {
    return progress instanceof Progress.Failed(var problem) ? problem.code() : progress.toString();
  }

  private Connection connect(String id, String host, String source) throws SQLException {
    var endpoint = provider.observe(id).endpoint().orElseThrow();
    var properties = new Properties();
    properties.setProperty("user", "notes");
    properties.setProperty("password", LOGIN.password().reveal());
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", endpoint.certificateAuthority().orElseThrow().toString());
    properties.setProperty("localSocketAddress", source);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + endpoint.port() + "/notes", properties);
  }

  private void write(String id, String text) throws SQLException {
    try (var connection = connect(id, "127.0.0.1", "127.0.0.1");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS line(text text)");
      statement.execute("INSERT INTO line VALUES ('" + text + "')");
    }
  }

  private List<String> read(String id) throws SQLException {
    var lines = new ArrayList<String>();
    try (var connection = connect(id, "127.0.0.1", "127.0.0.1");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT text FROM line")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private List<List<String>> ask(String id, String sql) throws SQLException {
    var record = InstanceRecord.find(files(id)).orElseThrow();
    var admin =
        new Administrator(
            record.port(), Sensitive.of("admin-of-" + "primary"), home.resolve("tls/ca.crt"));
    return PostgresSession.rows(admin, sql);
  }

  private static InstanceFiles files(String id) {
    return InstanceFiles.of(home, id);
  }

  /** All that a drill might leave there. */
  private List<Object> traces() throws Exception {
    return List.of(
        ask("primary", "SELECT slot_name FROM pg_replication_slots ORDER BY 1"),
        ask(
            "primary",
            "SELECT rolname, rolcanlogin, rolreplication, rolconnlimit FROM pg_roles ORDER BY 1"),
        Files.readString(files("primary").data().resolve("pg_hba.conf")),
        Files.readString(files("primary").data().resolve("postgresql.conf")),
        InstanceRecord.find(files("primary")).orElseThrow().replication(),
        IdentityFile.find(files("primary").process()).orElseThrow());
  }

  @Test
  void drillOfAFollowedPrimaryUnderWritesLeavesTheFamilyAsItWas() throws Exception {
    ensure(primary());
    write("primary", "first");
    ensure(primary("replica"), following("replica", "primary"));
    var before = traces();
    ensure(primary("replica", "drill"), following("drill", "primary"));
    assertThat(code(provider.fork("drill", TOKEN, line -> {}))).isEqualTo("still-admitted");
    assertThat(code(provider.fork("replica", TOKEN, line -> {}))).isEqualTo("still-admitted");
    assertThatThrownBy(() -> write("drill", "never")).hasMessageContaining("read-only");

    var isOver = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          executor.submit(
              () -> {
                for (int i = 0; !isOver.get(); i++) {
                  write("primary", "line" + i);
                }
                return true;
              });
      try {
        ensure(primary("replica"));
        fork();
      } finally {
        isOver.set(true);
      }
      assertThat(writing.get()).isTrue();
    }
    ensure(apart());
    assertThat(traces()).isEqualTo(before);
    write("drill", "own");
    write("primary", "after");
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until("the replica to go on", () -> read("replica").contains("after"));
    assertThat(read("drill")).contains("first", "own").doesNotContain("after");
    assertThat(read("primary")).doesNotContain("own");
    assertThat(read("replica")).doesNotContain("own");
    assertThat(provider.replicaStatus("replica").orElseThrow().state()).isEqualTo(State.STREAMING);
    assertThat(provider.replicaStatus("drill")).isEmpty();

    isFollowedByNobody();
    isReachedFromItsStageAlone();
    assertThat(provider.remove("drill", line -> {})).isEqualTo(Progress.ready());
    assertThat(files("drill").directory()).doesNotExist();
    assertThat(traces()).isEqualTo(before);
  }

  private void isFollowedByNobody() throws Exception {
    assertThat(code(provider.ensure(following("replica", "drill"), line -> {})))
        .isEqualTo("replication-differs");
    assertThat(provider.ensure(following("stranger", "drill"), line -> {}))
        .isNotEqualTo(Progress.ready());
    assertThat(provider.observe("stranger").state()).isNotEqualTo(Observed.State.RUNNING);
    assertThat(code(provider.ensure(following("drill", "primary"), line -> {})))
        .isEqualTo("replication-differs");
    assertThat(ask("drill", "SELECT slot_name FROM pg_replication_slots")).isEmpty();
    assertThat(ask("drill", "SELECT FROM pg_roles WHERE rolname = 'cairn_replication'")).isEmpty();
    assertThat(Files.readString(files("drill").data().resolve("pg_hba.conf")))
        .doesNotContain("replication");
    assertThat(Files.readString(files("drill").data().resolve("postgresql.conf")))
        .doesNotContain("primary_conninfo");
    assertThat(files("drill").directory().resolve("replication")).doesNotExist();
    assertThat(
            InstanceRecord.find(files("drill")).orElseThrow().replication().hasSucceeded("primary"))
        .isFalse();
  }

  private void isReachedFromItsStageAlone() throws SQLException {
    try (var own = connect("drill", "127.0.1.77", "127.0.1.5")) {
      assertThat(own.isValid(5)).isTrue();
    }
    for (var host : List.of("127.0.1.77", "127.0.0.1")) {
      assertThatThrownBy(() -> connect("drill", host, "127.0.2.5").close())
          .hasMessageContaining("pg_hba.conf");
    }
    assertThatThrownBy(() -> connect("drill", "127.0.2.77", "127.0.2.5").close())
        .isInstanceOf(SQLException.class);
  }

  @Test
  void drillOfAPrimaryAloneSurvivesADeathAtEachOfItsRecords() throws Exception {
    ensure(primary());
    write("primary", "first");
    var before = traces();
    ensure(primary("drill"), following("drill", "primary"), primary());
    // Killed after it was written down that it may take writes, before it does.
    var promoting =
        record().replicating(record().replication().promoting(TOKEN)).write(files("drill"));
    kill("drill");
    fork();
    write("drill", "own");
    // Killed before it was written down that it takes them.
    promoting.write(files("drill"));
    fork();
    ensure(apart());
    write("drill", "more");
    // Its server ends, and is brought back.
    kill("drill");
    fork();
    kill("drill");
    ensure(apart());
    write("drill", "most");
    assertThat(read("drill")).containsExactly("first", "own", "more", "most");
    assertThat(read("primary")).containsExactly("first");
    assertThat(traces()).isEqualTo(before);
  }

  private static InstanceRecord record() {
    return InstanceRecord.find(files("drill")).orElseThrow();
  }

  private void kill(String id) {
    var server = IdentityFile.find(files(id).process()).orElseThrow();
    processes.signal(server, Signal.KILL);
    ReadyWait.upTo(Duration.ofSeconds(10)).until("its end", () -> !processes.isAlive(server));
  }
}
