package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Tuning;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Replication;
import dev.cairn.provider.Standing;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A primary and its replica between which packets are lost, both ways or one. A program of its own,
 * to be run in a network namespace that nobody else is in: what it tells the kernel's filter holds
 * there alone.
 */
final class CutOff {
  private static final Login LOGIN = new Login("notes", Sensitive.of("c".repeat(40)));
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOKEN = "promotion";

  /** Connections of the replica to its primary are told from Cairn's by who opens them. */
  private static final String MARK = "7";

  private final Engine engine;
  private final String version;
  private final Path home;
  private final LocalDatabases provider;
  private final Processes processes = new Processes();

  private CutOff(Path home, Engine engine, String version) {
    this.home = home;
    this.engine = engine;
    this.version = version;
    this.provider = LocalContract.open(home, stage -> Optional.empty());
  }

  /**
   * Of these: home, engine, version, and {@code both}, {@code to-primary} or {@code to-replica}.
   */
  public static void main(String[] args) throws Exception {
    var cut = new CutOff(Path.of(args[0]), Engine.of(args[1]), args[2]);
    try {
      cut.run(args[3]);
      System.out.println("as it should be");
    } finally {
      for (var id : InstanceFiles.list(cut.home)) {
        var _ = cut.provider.remove(id, line -> {});
      }
    }
    System.exit(0);
  }

  private void run(String direction) throws SQLException {
    var primary = database("one-" + engine.id(), Optional.empty(), List.of());
    var replica = database("two-" + engine.id(), Optional.of(primary), List.of());
    ensure(primary);
    ensure(serving(primary, replica));
    tell(port(primary));
    ensure(replica);
    write(primary, "CREATE TABLE line (id INT PRIMARY KEY, text VARCHAR(2000))");
    write(primary, "INSERT INTO line VALUES (1, 'seen by both')");
    ReadyWait.upTo(SOON).until("the first line", () -> count(replica) == 1);
    assertThat(provider.prove(replica.id(), Duration.ofSeconds(5))).isEqualTo(Progress.ready());

    cut(port(primary), direction);
    // What the primary sends arrives without an answer, until it waits for one.
    if (!direction.equals("to-primary")) {
      assertThat(provider.prove(replica.id(), Duration.ofSeconds(2)))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              failed -> assertThat(failed.problem().code()).isEqualTo("replication-unproven"));
    }
    for (int id = 2; id < 50; id++) {
      write(primary, "INSERT INTO line VALUES (" + id + ", '" + "x".repeat(1000) + "')");
    }
    if (!direction.equals("to-primary")) {
      var alive = provider.compare(replica.id());
      assertThat(alive.relation()).isEqualTo(Standing.Relation.BEHIND);
      assertThat(alive.missing().orElseThrow()).isGreaterThan(new Bytes(40_000));
    }

    assertThat(provider.promote(replica.id(), TOKEN, line -> {}))
        .as("over an open primary")
        .isInstanceOf(Progress.Failed.class);
    assertThat(provider.fence(primary.id(), TOKEN)).isEqualTo(Progress.ready());
    assertThat(refusesConnections(primary)).isTrue();
    var said = provider.compare(replica.id());
    assertThat(provider.promote(replica.id(), TOKEN, line -> {})).isEqualTo(Progress.ready());
    write(replica, "INSERT INTO line VALUES (1000, 'first of the new primary')");
    long lost = 50 - count(replica);
    assertThat(said.missing().orElseThrow().value()).isGreaterThanOrEqualTo(lost * 1000);

    mend();
    var promoted = database(replica.id(), Optional.empty(), List.of(primary.id()));
    ensure(promoted);
    ensure(database(primary.id(), Optional.of(promoted), List.of()));
    var state = provider.replicaStatus(primary.id()).orElseThrow();
    if (lost > 0) {
      assertThat(state.state()).isEqualTo(State.DIVERGED);
      assertThat(count(primary)).isEqualTo(49);
    } else {
      ReadyWait.upTo(SOON).until("the new line", () -> count(primary) == count(replica));
    }
    assertThat(refusesWrites(primary)).isTrue();
    System.out.println(
        engine.id()
            + " "
            + direction
            + ": lost "
            + lost
            + " lines, said at most "
            + said.missing());
  }

  /** Has the kernel know connections to that port that an engine opens. */
  private void tell(int port) {
    filter(
        List.of("-t", "mangle", "-A", "OUTPUT", "-p", "tcp", "--dport", "" + port),
        List.of("-m", "owner", "--uid-owner", SystemUsers.engineUser().orElseThrow()),
        List.of("-j", "CONNMARK", "--set-mark", MARK));
  }

  private void cut(int port, String direction) {
    if (!direction.equals("to-replica")) {
      drop("--dport", port);
    }
    if (!direction.equals("to-primary")) {
      drop("--sport", port);
    }
  }

  private void drop(String which, int port) {
    filter(
        List.of("-A", "OUTPUT", "-p", "tcp", which, "" + port),
        List.of("-m", "connmark", "--mark", MARK),
        List.of("-j", "DROP"));
  }

  private void mend() {
    filter(List.of("-F", "OUTPUT"));
  }

  @SafeVarargs
  private void filter(List<String>... arguments) {
    var argv = new ArrayList<>(List.of("iptables"));
    for (var some : arguments) {
      argv.addAll(some);
    }
    var outcome = processes.run(Command.of(argv));
    assertThat(outcome.succeeded()).as(argv + ": " + outcome.output()).isTrue();
  }

  private DatabaseInstance database(
      String id, Optional<DatabaseInstance> follows, List<String> replicas) {
    return new DatabaseInstance(
        id,
        engine,
        version,
        engine.types().getFirst(),
        Bytes.ofGib(2),
        Optional.empty(),
        "notes",
        List.of(LOGIN),
        false,
        Optional.empty(),
        Tuning.NONE,
        new Replication(
            follows.map(it -> new Replication.Primary(it.id(), it.type(), it.tuning())),
            replicas,
            List.of()));
  }

  private DatabaseInstance serving(DatabaseInstance primary, DatabaseInstance replica) {
    return database(primary.id(), Optional.empty(), List.of(replica.id()));
  }

  private void ensure(DatabaseInstance wanted) {
    assertThat(provider.ensure(wanted, line -> {})).as(wanted.id()).isEqualTo(Progress.ready());
  }

  private int port(DatabaseInstance it) {
    return provider.observe(it.id()).endpoint().orElseThrow().port();
  }

  private Connection connect(DatabaseInstance it) throws SQLException {
    var url =
        switch (engine.id()) {
          case "postgres" ->
              "jdbc:postgresql://127.0.0.1:" + port(it) + "/notes?sslmode=require&socketTimeout=5";
          default ->
              "jdbc:mysql://127.0.0.1:" + port(it) + "/notes?sslMode=REQUIRED&socketTimeout=5000";
        };
    return DriverManager.getConnection(url, LOGIN.username(), LOGIN.password().reveal());
  }

  private void write(DatabaseInstance it, String sql) throws SQLException {
    try (var connection = connect(it);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(DatabaseInstance it) {
    try (var connection = connect(it);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM line")) {
      return row.next() ? row.getLong(1) : -1;
    } catch (SQLException notYet) {
      return -1;
    }
  }

  private boolean refusesConnections(DatabaseInstance it) {
    return count(it) == -1;
  }

  private boolean refusesWrites(DatabaseInstance it) {
    try {
      write(it, "INSERT INTO line VALUES (5000, 'never')");
      return false;
    } catch (SQLException refused) {
      return true;
    }
  }
}
