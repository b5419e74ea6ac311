package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.engine.MySql;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.StageNetworks;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That another credential changes nothing that the application may do. */
class MySqlRotationTest {
  private static final Login FIRST = login("notes", "f");
  private static final Login SECOND = login("notes", "s");

  private static final List<String> MADE =
      List.of(
          "CREATE TABLE line(id int AUTO_INCREMENT PRIMARY KEY, text varchar(40))",
          "CREATE TABLE seen(what varchar(40))",
          "CREATE VIEW lines_seen AS SELECT text FROM line",
          "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN 2 * n",
          "CREATE PROCEDURE note(t varchar(40)) INSERT INTO line(text) VALUES (t)",
          "CREATE TRIGGER first_seen AFTER INSERT ON line FOR EACH ROW INSERT INTO seen"
              + " VALUES ('first')",
          "CREATE TRIGGER then_seen AFTER INSERT ON line FOR EACH ROW INSERT INTO seen"
              + " VALUES (CONCAT('then ', NEW.text))",
          "CREATE EVENT daily ON SCHEDULE EVERY 1 DAY STARTS '2099-01-01' COMMENT 'it''s'"
              + " DO DELETE FROM seen");

  @TempDir static Path directory;
  private static Path home = Path.of("/");
  private static CertificateAuthority authority = new CertificateAuthority(home, Clock.systemUTC());

  private final Processes processes = new Processes();
  private final LocalDatabases provider = LocalContract.open(home, stage -> Optional.empty());

  @BeforeAll
  static void link() throws Exception {
    home = directory.resolve("home");
    MySqlForTests.link(home);
    authority = new CertificateAuthority(home.resolve("tls"), Clock.systemUTC());
  }

  @AfterAll
  static void clear() {
    LocalContract.open(home, stage -> Optional.empty()).stopAll("");
    Trees.delete(home);
  }

  private static Login login(String user, String letter) {
    return new Login(user, Sensitive.of(letter.repeat(40)));
  }

  private static DatabaseInstance wanted(String id, Login... logins) {
    return new DatabaseInstance(
        id,
        MySql.INSTANCE,
        MySqlForTests.VERSION,
        MySql.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.of(StageRef.parse("notes/dev")),
        "notes",
        List.of(logins),
        false,
        Optional.empty());
  }

  private void ensure(String id, Login... logins) {
    assertThat(provider.ensure(wanted(id, logins), line -> {})).isEqualTo(Progress.ready());
  }

  private int port(String id) {
    return provider.observe(id).endpoint().orElseThrow().port();
  }

  private MySqlSession open(String id, Login login) throws SQLException {
    return MySqlSession.open(port(id), "notes", login.username(), login.password(), authority);
  }

  private MySqlSession administer(String id) throws SQLException {
    return MySqlSession.administer(port(id), Sensitive.of("admin-of-" + id), authority);
  }

  /** A program of MySQL's, as the application's user. */
  private String program(String id, Login login, String name, String input, String... more)
      throws Exception {
    var argv = new ArrayList<String>();
    argv.add(MySqlForTests.programs().resolve(name).toString());
    argv.addAll(
        List.of("--no-defaults", "--protocol=tcp", "--host=127.0.0.1", "--port=" + port(id)));
    argv.add("--user=" + login.username());
    argv.addAll(List.of(more));
    var outcome =
        processes.run(
            Command.of(argv)
                .withInput(Sensitive.of(input))
                .withEnvironment(Map.of("MYSQL_PWD", login.password().reveal())));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    return outcome.output();
  }

  private String dump(String id, Login login) throws Exception {
    return program(
        id,
        login,
        "mysqldump",
        "",
        "--no-tablespaces",
        "--set-gtid-purged=OFF",
        "--routines",
        "--triggers",
        "--events",
        "notes");
  }

  private static void works(MySqlSession session) throws SQLException {
    session.run(List.of("DELETE FROM seen", "CALL note('kept')"));
    assertThat(session.names("SELECT what FROM seen")).containsExactly("first", "then kept");
    assertThat(session.names("SELECT text FROM lines_seen")).contains("kept");
    assertThat(session.names("SELECT twice(21)")).containsExactly("42");
  }

  private static void changesAll(MySqlSession session) throws SQLException {
    for (var routine : List.of("PROCEDURE note", "FUNCTION twice", "TRIGGER then_seen")) {
      assertThat(session.rows("SHOW CREATE " + routine).getFirst().get(2)).startsWith("CREATE");
    }
    session.run(
        List.of(
            "ALTER VIEW lines_seen AS SELECT text FROM line",
            "CREATE OR REPLACE VIEW lines_seen AS SELECT text, id FROM line",
            "ALTER PROCEDURE note COMMENT 'mine'",
            "DROP FUNCTION twice",
            "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n + n",
            "ALTER EVENT daily DISABLE",
            "DROP TRIGGER then_seen",
            "CREATE TRIGGER then_seen AFTER INSERT ON line FOR EACH ROW INSERT INTO seen"
                + " VALUES (CONCAT('then ', NEW.text))"));
  }

  private static List<String> definers(MySqlSession session) throws SQLException {
    return session.names(
        """
        SELECT definer FROM information_schema.views WHERE table_schema = 'notes'
        UNION SELECT definer FROM information_schema.routines WHERE routine_schema = 'notes'
        UNION SELECT definer FROM information_schema.triggers WHERE trigger_schema = 'notes'
        UNION SELECT definer FROM information_schema.events WHERE event_schema = 'notes'""");
  }

  @Test
  void dumpsViewsAndRoutinesGoOnAfterARotationHereAndInAnotherStage() throws Exception {
    ensure("turned-mysql", FIRST);
    try (var session = open("turned-mysql", FIRST)) {
      session.run(MADE);
      works(session);
    }
    var before = dump("turned-mysql", FIRST);
    ensure("turned-mysql", SECOND, FIRST);
    try (var old = open("turned-mysql", FIRST);
        var fresh = open("turned-mysql", SECOND)) {
      works(old);
      works(fresh);
    }
    ensure("turned-mysql", SECOND);
    assertThatThrownBy(() -> open("turned-mysql", FIRST)).isInstanceOf(SQLException.class);
    try (var session = open("turned-mysql", SECOND)) {
      works(session);
      assertThat(definers(session)).containsExactly("notes@%");
      changesAll(session);
      works(session);
    }
    assertThat(dump("turned-mysql", SECOND)).contains("PROCEDURE `note`", "EVENT `daily`");
    program("turned-mysql", SECOND, "mysql", before, "notes");
    ensure("other-mysql", login("notes", "o"));
    program("other-mysql", login("notes", "o"), "mysql", before, "notes");
    for (var place :
        Map.of("turned-mysql", SECOND, "other-mysql", login("notes", "o")).entrySet()) {
      try (var session = open(place.getKey(), place.getValue())) {
        works(session);
        changesAll(session);
      }
    }
  }

  @Test
  void namedTimeZonesAreKnown() throws Exception {
    ensure("zoned-mysql", FIRST);
    var asked =
        "SELECT CONVERT_TZ('2026-07-01 12:00:00', 'UTC', 'Europe/Berlin'),"
            + " CONVERT_TZ('2026-01-01 12:00:00', 'UTC', 'America/New_York'),"
            + " CONVERT_TZ('1975-01-01 12:00:00', 'Asia/Kathmandu', 'UTC')";
    var right = List.of("2026-07-01 14:00:00", "2026-01-01 07:00:00", "1975-01-01 06:30:00");
    try (var session = open("zoned-mysql", FIRST);
        var us = administer("zoned-mysql")) {
      assertThat(session.rows(asked)).containsExactly(right);
      session.run(List.of("SET time_zone = 'Europe/Berlin'"));
      us.run(
          List.of(
              "TRUNCATE mysql.time_zone",
              "TRUNCATE mysql.time_zone_name",
              "TRUNCATE mysql.time_zone_transition",
              "TRUNCATE mysql.time_zone_transition_type"));
      var process = new MySqlServer(processes).find(InstanceFiles.of(home, "zoned-mysql"));
      provider.guardStorage("zoned-mysql");
      assertThat(session.rows(asked)).as("one of an earlier Cairn").containsExactly(right);
      assertThat(new MySqlServer(processes).find(InstanceFiles.of(home, "zoned-mysql")))
          .isEqualTo(process);
    }
  }

  /** Accounts for each place, and two users that took turns. */
  private void makeAsAnEarlierCairnDid(String id) throws SQLException {
    var verifier = CachingSha2Verifier.of(FIRST.password(), new byte[20]);
    try (var us = administer(id)) {
      var walls =
          us.names(
              "SELECT CONCAT('`', user, '`@`', host, '`') FROM mysql.user WHERE user = 'notes'");
      us.run(List.of("DROP USER " + String.join(", ", walls)));
      for (var account :
          List.of(
              "`notes`@`127.0.0.1`", "`notes`@`10.1.0.0/255.255.0.0`", "`notes_2`@`127.0.0.1`")) {
        us.run(
            List.of(
                "CREATE USER "
                    + account
                    + " IDENTIFIED WITH caching_sha2_password AS '"
                    + verifier
                    + "'",
                "GRANT ALL ON `notes`.* TO " + account));
      }
      us.run(List.of("USE notes"));
      us.run(
          MADE.stream()
              .map(
                  it ->
                      it.replaceFirst("^CREATE (?!TABLE)", "CREATE DEFINER=`notes_2`@`127.0.0.1` "))
              .toList());
      us.run(List.of("ALTER USER `notes_2`@`127.0.0.1` ACCOUNT LOCK"));
    }
  }

  @Test
  void whatUsersOfAnEarlierCairnDefinedBecomesTheUsersOfNowWithoutAnInterruption()
      throws Exception {
    ensure("earlier-mysql", FIRST);
    makeAsAnEarlierCairnDid("earlier-mysql");
    try (var session = open("earlier-mysql", FIRST)) {
      works(session);
      assertThatThrownBy(
              () -> session.run(List.of("ALTER VIEW lines_seen AS SELECT text FROM line")))
          .as("as it was")
          .hasMessageContaining("Access denied");
      provider.guardStorage("earlier-mysql");
      works(session);
    }
    try (var session = open("earlier-mysql", FIRST);
        var us = administer("earlier-mysql")) {
      assertThat(session.names("SELECT CURRENT_USER()")).containsExactly("notes@%");
      assertThat(definers(session)).containsExactly("notes@%");
      works(session);
      changesAll(session);
      assertThat(session.names("SELECT event_comment FROM information_schema.events"))
          .containsExactly("it's");
      assertThat(us.names("SELECT host FROM mysql.user WHERE user = 'notes_2'")).isEmpty();
      assertThat(us.names("SELECT host FROM mysql.user WHERE user = 'notes'"))
          .doesNotContain("127.0.0.1");
    }
    ensure("earlier-mysql", SECOND, FIRST);
    ensure("earlier-mysql", SECOND);
  }

  /** As a Cairn leaves it that was killed between dropping a routine and making it again. */
  @Test
  void routineThatWasOnItsWayIsMadeByWhoComesNext() throws Exception {
    ensure("halfway-mysql", FIRST);
    try (var session = open("halfway-mysql", FIRST)) {
      session.run(MADE);
      session.run(List.of("DROP PROCEDURE note"));
    }
    StateFile.write(
        InstanceFiles.of(home, "halfway-mysql").directory().resolve("definers.json"),
        """
        [{"found": {"kind": "PROCEDURE", "name": "note", "table": "", "sqlMode": "",
          "collation": "utf8mb4_0900_ai_ci", "timeZone": "", "comment": ""},
          "statement": "CREATE DEFINER=`notes`@`%` PROCEDURE `note`(t varchar(40)) INSERT INTO line(text) VALUES (t)"}]
        """,
        StateFile.PRIVATE);
    provider.guardStorage("halfway-mysql");
    try (var session = open("halfway-mysql", FIRST)) {
      works(session);
    }
    assertThat(InstanceFiles.of(home, "halfway-mysql").directory().resolve("definers.json"))
        .doesNotExist();
  }

  @Test
  void whoComesFromElsewhereThanTheStagesNetworkIsRefusedThoughHeKnowsThePassword()
      throws Exception {
    var own = OwnAddress.find();
    var closed = new StageNetworks.Network(own, "203.0.113.0/26");
    assertThat(
            LocalContract.open(home, stage -> Optional.of(closed))
                .ensure(wanted("walled-mysql", FIRST), line -> {}))
        .isEqualTo(Progress.ready());
    int port = port("walled-mysql");
    assertThatThrownBy(
            () -> LocalMySqlContract.connect(home, own, port, "notes", FIRST, "REQUIRED"))
        .hasMessageContaining("Access denied");
    try (var session = open("walled-mysql", FIRST)) {
      assertThat(session.names("SELECT 1")).containsExactly("1");
    }
    var opened = new StageNetworks.Network(own, own + "/32");
    assertThat(
            LocalContract.open(home, stage -> Optional.of(opened))
                .ensure(wanted("walled-mysql", FIRST), line -> {}))
        .isEqualTo(Progress.ready());
    try (var connection = LocalMySqlContract.connect(home, own, port, "notes", FIRST, "REQUIRED")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }
}
