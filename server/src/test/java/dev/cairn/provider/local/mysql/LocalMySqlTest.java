package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.MySql;
import dev.cairn.process.Command;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, in a home that is hard to write down, and what only shows on real processes. */
class LocalMySqlTest extends LocalMySqlContract {
  @TempDir static Path directory;
  private static Path home = Path.of("/");

  /** A path that option files must quote, too deep for a Unix socket. */
  @BeforeAll
  static void digDeep() throws Exception {
    home = directory.resolve("it's # a home " + "e".repeat(90)).resolve("home");
    Files.createDirectories(home);
    MySqlForTests.link(home);
  }

  @AfterAll
  static void clear() {
    Trees.delete(home);
  }

  @Override
  protected Path home() {
    return home;
  }

  @Test
  void serverIsFoundAgainWhereItsFileWasNeverWritten() throws Exception {
    var instance = wanted("adopted-mysql");
    ensure(instance);
    var before = process(instance.id());
    Files.delete(files(instance.id()).process());
    ensure(instance);
    assertThat(process(instance.id())).isEqualTo(before);
    assertThat(IdentityFile.find(files(instance.id()).process())).contains(before);
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
  }

  @Test
  void creationThatWasKilledInItsMiddleIsMadeAnew() throws Exception {
    var instance = wanted("halfway-mysql");
    ensure(instance);
    InstanceRecord.find(files(instance.id()))
        .orElseThrow()
        .in(InstanceRecord.Phase.CREATING, "")
        .write(files(instance.id()));
    assertThat(state(instance.id())).isEqualTo(Observed.State.STARTING);
    var before = process(instance.id());
    kill(instance.id());
    ensure(instance);
    assertThat(processes.isAlive(before)).isFalse();
    write(instance, "one");
    assertThat(read(instance)).containsExactly("one");
  }

  @Test
  void whatWasCommittedBeforeAKillIsThereAfterwards() throws Exception {
    var instance = wanted("recovered-mysql");
    ensure(instance);
    for (int i = 0; i < 3; i++) {
      write(instance, "line " + i);
      kill(instance.id());
      ensure(instance);
    }
    assertThat(read(instance)).containsExactly("line 0", "line 1", "line 2");
    assertThat(
            query(
                instance,
                "SELECT CONCAT_WS(' ', @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite)"))
        .containsExactly("1 ON");
  }

  @Test
  void takenPortIsSaidAndPasses() throws Exception {
    var instance = wanted("port-mysql");
    ensure(instance);
    int port = port(instance.id());
    new MySqlServer(processes).stop(files(instance.id()));
    try (var taken = new ServerSocket(port)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(provider().ensure(instance, line -> {}))
          .isInstanceOfSatisfying(
              Progress.Unsettled.class,
              it -> assertThat(it.cause().code()).isEqualTo("port-taken"));
    }
    ensure(instance);
    assertThat(port(instance.id())).isEqualTo(port);
  }

  @Test
  void whyItDoesNotStartIsSaid() throws Exception {
    var instance = wanted("broken-mysql");
    ensure(instance);
    new MySqlServer(processes).stop(files(instance.id()));
    Files.writeString(files(instance.id()).data().resolve("ibdata1"), "nonsense");
    assertThat(provider().ensure(instance, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> {
              assertThat(it.problem().code()).isEqualTo("engine-start-failed");
              assertThat(it.problem().message()).contains("ibdata1");
            });
    assertThat(state(instance.id())).isEqualTo(Observed.State.FAILED);
  }

  @Test
  void nobodyElseGetsIn() throws Exception {
    var instance = wanted("closed-mysql");
    ensure(instance);
    for (var user : List.of("root", "cairn_admin", "mysql.sys", "")) {
      var login = new Login(user, Sensitive.of(""));
      assertThat(logsIn(instance, login)).as(user).isFalse();
    }
    assertThat(logsIn(instance, new Login("notes", Sensitive.of("wrong")))).isFalse();
    assertThatThrownBy(() -> run(instance, "SELECT * FROM mysql.user"))
        .hasMessageContaining("denied");
    assertThatThrownBy(() -> run(instance, "CREATE DATABASE other")).hasMessageContaining("denied");
    assertThatThrownBy(() -> run(instance, "SET GLOBAL read_only = OFF"))
        .hasMessageContaining("denied");
    assertThat(query(instance, "SHOW GRANTS"))
        .containsExactly(
            "GRANT USAGE ON *.* TO `notes`@`%`",
            "GRANT ALL PRIVILEGES ON `notes`.* TO `notes`@`%`");
    try (var all = Files.walk(files(instance.id()).directory())) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        assertThat(text(file).contains(PASSWORD.reveal())).as(file.toString()).isFalse();
      }
    }
    assertThat(Files.exists(files(instance.id()).directory().resolve("first.sql"))).isFalse();
    assertThat(Files.readString(provider().logFile(instance.id())))
        .doesNotContain("$A$005$")
        .doesNotContain("certificate")
        .doesNotContain("UUID");
  }

  /** Its log of what is to be done again goes on to other files while they are looked at. */
  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException gone) {
      return "";
    }
  }

  @Test
  void applicationsWithoutTlsLogInToo() throws Exception {
    var instance = wanted("plain-mysql");
    ensure(instance);
    kill(instance.id());
    ensure(instance);
    try (var connection =
        connect(home, "127.0.0.1", port(instance.id()), "notes", LOGIN, "DISABLED")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void theClientThatPeopleHaveVerifiesTheAuthority() throws Exception {
    var instance = wanted("client-mysql");
    ensure(instance);
    var argv =
        List.of(
            MySqlForTests.programs().resolve("mysql").toString(),
            "--no-defaults",
            "--protocol=tcp",
            "--host=localhost",
            "--port=" + port(instance.id()),
            "--user=notes",
            "--ssl-mode=VERIFY_IDENTITY",
            "--ssl-ca="
                + provider()
                    .observe(instance.id())
                    .endpoint()
                    .orElseThrow()
                    .certificateAuthority()
                    .orElseThrow(),
            "--skip-column-names",
            "--batch",
            "--execute=SHOW STATUS LIKE 'Ssl_version'",
            "notes");
    var outcome =
        processes.run(Command.of(argv).withEnvironment(Map.of("MYSQL_PWD", PASSWORD.reveal())));
    assertThat(outcome.output().strip()).isEqualTo("Ssl_version\tTLSv1.3");
    var other = new CertificateAuthority(directory.resolve("other"), Clock.systemUTC());
    var wrong = new ArrayList<>(argv);
    wrong.set(7, "--ssl-ca=" + other.certificate());
    assertThat(
            processes
                .run(Command.of(wrong).withEnvironment(Map.of("MYSQL_PWD", PASSWORD.reveal())))
                .output())
        .contains("certificate verify failed");
  }

  @Test
  void listensOnItsStagesNetworkForItsUserOnlyAndMovesWithIt() throws Exception {
    var first = new StageNetworks.Network("127.0.0.77", "127.0.0.0/25");
    var instance = inStage(wanted("network-mysql"));
    assertThat(open(home(), stage -> Optional.of(first)).ensure(instance, line -> {}))
        .isEqualTo(Progress.ready());
    var endpoint = provider().observe(instance.id()).endpoint().orElseThrow();
    assertThat(endpoint.containerHost()).isEqualTo("127.0.0.77");
    try (var connection =
        connect(home, "127.0.0.77", endpoint.port(), "notes", LOGIN, "VERIFY_IDENTITY")) {
      assertThat(connection.isValid(5)).isTrue();
    }
    long started = start(instance.id());
    var second = new StageNetworks.Network("127.0.1.78", "127.0.1.0/24");
    assertThat(open(home(), stage -> Optional.of(second)).ensure(instance, line -> {}))
        .isEqualTo(Progress.ready());
    assertThat(start(instance.id())).isNotEqualTo(started);
    try (var connection =
        connect(home, "127.0.1.78", endpoint.port(), "notes", LOGIN, "VERIFY_IDENTITY")) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThatThrownBy(
            () -> connect(home, "127.0.0.77", endpoint.port(), "notes", LOGIN, "VERIFY_IDENTITY"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void startsThoughItsStagesNetworkIsAway() throws Exception {
    var away = new StageNetworks.Network("192.0.2.1", "192.0.2.0/24");
    var instance = inStage(wanted("away-mysql"));
    assertThat(open(home(), stage -> Optional.of(away)).ensure(instance, line -> {}))
        .isEqualTo(Progress.ready());
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
  }

  @Test
  void revokedLoginLosesItsSessionsAndWhatItDefinedStaysOfUse() throws Exception {
    var instance = wanted("definer-mysql");
    ensure(instance);
    write(instance, "kept");
    run(instance, "CREATE VIEW seen AS SELECT text FROM line");
    var second = secondLogin(instance);
    try (var session = connect(instance, LOGIN)) {
      ensure(with(instance, second));
      assertThat(session.isValid(2)).isFalse();
    }
    assertThat(query(with(instance, second), "SELECT text FROM seen")).containsExactly("kept");
  }

  @Test
  void viewsTriggersRoutinesAndEventsComeBackUnderAnotherName() throws Exception {
    var instance = wanted("rich-mysql");
    ensure(instance);
    run(
        instance,
        "CREATE TABLE parent(id int PRIMARY KEY)",
        "CREATE TABLE child(id int PRIMARY KEY, parent int, FOREIGN KEY (parent)"
            + " REFERENCES parent(id))",
        "CREATE TABLE audit(what varchar(20))",
        "CREATE TABLE notes(title varchar(20))",
        "CREATE VIEW c_titles AS SELECT notes.title FROM notes",
        "CREATE PROCEDURE titles() SELECT `notes`.`title` FROM `notes`.`c_titles` `notes`",
        "ALTER DATABASE notes COLLATE latin1_german1_ci",
        "INSERT INTO notes VALUES ('first')",
        "CREATE VIEW b_children AS SELECT child.id FROM child JOIN parent ON parent.id = parent",
        "CREATE VIEW a_outer AS SELECT id FROM b_children",
        "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN 2 * n",
        "CREATE PROCEDURE adopt(c int) INSERT INTO child VALUES (c, 1)",
        "CREATE TRIGGER noted AFTER INSERT ON child FOR EACH ROW INSERT INTO audit"
            + " VALUES ('child')",
        "CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR STARTS '2099-01-01' DO DELETE FROM audit",
        "INSERT INTO parent VALUES (1)",
        "CALL adopt(7)");
    assertThat(provider().backup(instance.id(), "rich", line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
    var again = from(wanted("diary-mysql"), "rich", "diary");
    ensure(again);
    assertThat(query(again, "SELECT id FROM a_outer")).containsExactly("7");
    assertThat(query(again, "SELECT twice(21)")).containsExactly("42");
    assertThat(query(again, "CALL titles()")).containsExactly("first");
    assertThat(query(again, "SELECT @@collation_database")).containsExactly("latin1_german1_ci");
    run(again, "CALL adopt(8)");
    assertThat(query(again, "SELECT COUNT(*) FROM audit")).containsExactly("2");
    assertThat(query(again, "SELECT event_name FROM information_schema.events"))
        .containsExactly("yearly");
    assertThatThrownBy(() -> run(again, "INSERT INTO child VALUES (9, 99)"))
        .hasMessageContaining("foreign key");
    assertThat(query(again, "SHOW DATABASES")).contains("diary").doesNotContain("notes");
  }

  @Test
  void fullDatabaseRefusesEvenATransactionThatIsOpenAndHeldTables() throws Exception {
    var instance = wanted("locked-mysql");
    ensure(instance);
    write(instance, "kept");
    var files = files(instance.id());
    var record = InstanceRecord.find(files).orElseThrow();
    var engine = MySqlEngineForTests.of(home, processes);
    try (var open = connect(instance, LOGIN);
        var held = connect(instance, LOGIN);
        var statement = open.createStatement();
        var holding = held.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO line(text) VALUES ('late')");
      holding.execute("CREATE TABLE other(id int)");
      holding.execute("LOCK TABLES other WRITE");
      engine.applyWritable(files, record.refusing("full"));
      assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> write(instance, "refused")).hasMessageContaining("read-only");
    engine.applyWritable(files, record);
    write(instance, "more");
    assertThat(read(instance)).containsExactly("kept", "more");
  }

  @Test
  void largerTypeIsTakenByTheRunningServerAndKeptWhenItStartsAgain() throws Exception {
    var instance = wanted("larger-mysql");
    ensure(instance);
    ensure(sized(instance, type(1), Bytes.ofGib(40)));
    ReadyWait.upTo(Duration.ofSeconds(20))
        .every(Duration.ofMillis(100))
        .until(
            "the pool to grow",
            () ->
                query(instance, "SELECT @@innodb_buffer_pool_size DIV 1048576")
                    .equals(List.of("1024")));
    assertThat(query(instance, "SELECT @@max_connections")).containsExactly("170");
    kill(instance.id());
    ensure(sized(instance, type(1), Bytes.ofGib(40)));
    assertThat(query(instance, "SELECT @@innodb_buffer_pool_size DIV 1048576"))
        .containsExactly("1024");
  }

  @Test
  void manyAtOnceEachGetPortDataAndServerIdOfTheirOwn() throws Exception {
    var made = List.of("many-mysql-0", "many-mysql-1", "many-mysql-2");
    assertThat(ensureAtOnce(made)).doesNotHaveDuplicates();
    var serverIds = new ArrayList<String>();
    for (var id : made) {
      serverIds.add(StateFile.find(files(id).data().resolve("auto.cnf")).orElseThrow());
    }
    assertThat(serverIds).doesNotHaveDuplicates();
  }

  @Test
  void stopIsOrderly() throws Exception {
    var instance = wanted("stopped-mysql");
    ensure(instance);
    var server = new MySqlServer(processes);
    server.stop(files(instance.id()));
    assertThat(server.find(files(instance.id()))).isEmpty();
    assertThat(Files.readString(provider().logFile(instance.id()))).contains("Shutdown complete");
    assertThat(processes.findMarked(files(instance.id()).mark(), SystemUsers.engineUser()))
        .isEmpty();
    ensure(instance);
    assertThat(processes.signal(process(instance.id()), Signal.HUP)).isTrue();
  }

  @Test
  void offersSayWhereTheyComeFromAndUntilWhenTheyAreMaintained() {
    assertThat(provider().versions(MySql.INSTANCE))
        .anySatisfy(
            it -> {
              assertThat(it.version().name()).isEqualTo("8.0");
              assertThat(it.version().maintainedUntil()).contains(LocalDate.of(2026, 4, 30));
              assertThat(it.source()).contains("8.0.33");
            });
  }
}
