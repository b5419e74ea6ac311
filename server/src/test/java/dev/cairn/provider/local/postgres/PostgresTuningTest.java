package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Tuning;
import dev.cairn.process.IdentityFile;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Extension;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings, extensions and databases of a real PostgreSQL, as its application sees them. */
class PostgresTuningTest {
  private static final Login LOGIN = new Login("notes", Sensitive.of("p".repeat(40)));
  private static final Login SECOND = new Login("notes_2", Sensitive.of("s".repeat(40)));
  @TempDir static Path directory;

  @AfterAll
  static void clear() {
    var provider = provider();
    for (var id : List.of("tuned", "refused", "preloaded", "fenced", "maker", "restored")) {
      assertThat(provider.remove(id, line -> {})).isEqualTo(Progress.ready());
    }
    Trees.delete(home());
  }

  private static Path home() {
    return directory.resolve("home");
  }

  private static LocalDatabases provider() {
    return LocalContract.open(home(), stage -> Optional.empty());
  }

  private static DatabaseInstance wanted(String id, Tuning tuning, Login... logins) {
    return new DatabaseInstance(
        id,
        Postgres.INSTANCE,
        "15",
        Postgres.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "notes",
        logins.length == 0 ? List.of(LOGIN) : List.of(logins),
        false,
        Optional.empty(),
        tuning);
  }

  private static Tuning settings(String... pairs) {
    Map<String, String> all = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return new Tuning(all, List.of(), false);
  }

  private static void ensure(DatabaseInstance wanted) {
    assertThat(provider().ensure(wanted, line -> {})).isEqualTo(Progress.ready());
  }

  private static Connection connect(String id, String database, Login login) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + provider().observe(id).endpoint().orElseThrow().port()
            + "/"
            + database
            + "?sslmode=disable",
        login.username(),
        login.password().reveal());
  }

  private static List<String> ask(String id, String database, String... statements)
      throws SQLException {
    try (var connection = connect(id, database, LOGIN);
        var statement = connection.createStatement()) {
      var answers = new ArrayList<String>();
      for (var sql : statements) {
        if (statement.execute(sql)) {
          try (var rows = statement.getResultSet()) {
            while (rows.next()) {
              answers.add(rows.getString(1));
            }
          }
        }
      }
      return answers;
    }
  }

  private static long start(String id) {
    return IdentityFile.find(InstanceFiles.of(home(), id).process()).orElseThrow().startTicks();
  }

  @Test
  void settingsAreInForceAndGoneAgainWithARestartOnlyWhereOneIsNeeded() throws Exception {
    ensure(wanted("tuned", Tuning.NONE));
    long before = start("tuned");
    try (var open = connect("tuned", "notes", LOGIN)) {
      ensure(wanted("tuned", settings("statement_timeout", "30s", "timezone", "Europe/Berlin")));
      assertThat(open.isValid(5)).isTrue();
    }
    assertThat(start("tuned")).isEqualTo(before);
    assertThat(ask("tuned", "notes", "SHOW statement_timeout")).containsExactly("30s");
    assertThat(provider().settings("tuned"))
        .containsEntry("statement_timeout", "30s")
        .containsEntry("timezone", "Europe/Berlin")
        .containsEntry("work_mem", "4MB");

    ensure(wanted("tuned", settings("max_connections", "77", "work_mem", "9MB")));
    assertThat(start("tuned")).isNotEqualTo(before);
    assertThat(ask("tuned", "notes", "SHOW max_connections", "SHOW work_mem"))
        .containsExactly("77", "9MB");
    assertThat(provider().settings("tuned")).containsEntry("timezone", "UTC");
    // What else happens to it leaves them: here a rotation.
    ensure(wanted("tuned", settings("max_connections", "77", "work_mem", "9MB"), LOGIN, SECOND));
    assertThat(ask("tuned", "notes", "SHOW work_mem")).containsExactly("9MB");
    ensure(wanted("tuned", Tuning.NONE));
    assertThat(ask("tuned", "notes", "SHOW max_connections", "SHOW work_mem"))
        .containsExactly("112", "4MB");
  }

  /** Nobody could know so when the database was asked for: its server was not there. */
  @Test
  void extensionThatIsNotOnTheListIsAddedOnNoWay() throws Exception {
    assertThat(
            provider()
                .ensure(
                    wanted("tuned", new Tuning(Map.of(), List.of("pg_buffercache"), false)),
                    line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("extension-not-here"));
    ensure(wanted("tuned", Tuning.NONE));
    assertThat(ask("tuned", "notes", "SELECT count(*) FROM pg_extension")).containsExactly("1");
  }

  @Test
  void whatTheEngineRefusesIsSaidAndTheWayBackIsOpen() throws Exception {
    ensure(wanted("refused", settings("work_mem", "9MB")));
    long before = start("refused");
    assertThat(provider().ensure(wanted("refused", settings("timezone", "Mars/Base")), line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> {
              assertThat(it.problem().code()).isEqualTo("setting-refused");
              assertThat(it.problem().message()).contains("timezone").contains("Mars/Base");
            });
    ensure(wanted("refused", settings("work_mem", "9MB")));
    assertThat(start("refused")).isEqualTo(before);

    var dead = settings("timezone", "Mars/Base", "max_connections", "50");
    assertThat(provider().ensure(wanted("refused", dead), line -> {}))
        .isInstanceOf(Progress.Failed.class)
        .extracting("problem.code")
        .isEqualTo("engine-start-failed");
    ensure(wanted("refused", settings("work_mem", "9MB")));
    assertThat(ask("refused", "notes", "SHOW work_mem", "SHOW max_connections"))
        .containsExactly("9MB", "112");
  }

  @Test
  void extensionsThatWantASuperuserAreThereForTheApplicationAndSurviveABackup() throws Exception {
    ensure(wanted("preloaded", Tuning.NONE));
    assertThat(provider().extensions("preloaded"))
        .extracting(Extension::name)
        .contains("pg_stat_statements", "amcheck", "postgres_fdw", "citext");
    var tuning =
        new Tuning(
            Map.of("pg_stat_statements.track", "all"),
            List.of("pg_stat_statements", "amcheck", "postgres_fdw", "citext"),
            false);
    ensure(wanted("preloaded", tuning));
    ask("preloaded", "notes", "CREATE TABLE word(text citext PRIMARY KEY)");
    assertThat(
            ask(
                "preloaded",
                "notes",
                "SELECT count(*) > 0 FROM pg_stat_statements WHERE query LIKE 'CREATE TABLE word%'",
                "SELECT bt_index_check('word_pkey')::text",
                "CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw",
                "SELECT pg_get_userbyid(extowner) FROM pg_extension WHERE extname = 'citext'"))
        .containsExactly("t", "", "notes");
    // Cairn's own statements, which carry verifiers, are not among those that it may read.
    ensure(wanted("preloaded", tuning, LOGIN, SECOND));
    assertThat(
            ask(
                "preloaded",
                "notes",
                "SELECT query FROM pg_stat_statements WHERE query ~* 'SCRAM-SHA|cairn_admin'"))
        .isEmpty();

    assertThat(provider().dropExtensions("preloaded", List.of("postgres_fdw")))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("extension-in-use"));
    ask("preloaded", "notes", "DROP SERVER elsewhere");
    assertThat(provider().dropExtensions("preloaded", List.of("postgres_fdw", "amcheck")))
        .isEqualTo(Progress.ready());
    var kept = tuning.with(List.of("pg_stat_statements", "citext"));
    ensure(wanted("preloaded", kept));
    assertThat(ask("preloaded", "notes", "SELECT extname FROM pg_extension ORDER BY 1"))
        .containsExactly("citext", "pg_stat_statements", "plpgsql");

    assertThat(provider().backup("preloaded", "with-extensions", line -> {}))
        .isEqualTo(Progress.ready());
    var backup = provider().listBackups().getFirst();
    assertThat(backup.tuning()).isEqualTo(kept);
    var it = wanted("restored", backup.tuning());
    ensure(
        new DatabaseInstance(
            it.id(),
            it.engine(),
            it.version(),
            it.type(),
            it.storage(),
            it.stage(),
            it.database(),
            it.logins(),
            false,
            Optional.of("with-extensions"),
            it.tuning()));
    assertThat(ask("restored", "notes", "SELECT count(*) > 0 FROM pg_stat_statements"))
        .containsExactly("t");
  }

  @Test
  void foreignTablesAreNoWayWithoutAPassword() throws Exception {
    ensure(wanted("fenced", new Tuning(Map.of(), List.of("postgres_fdw"), false)));
    int port = provider().observe("fenced").endpoint().orElseThrow().port();
    var there = "SERVER self OPTIONS (user 'cairn_admin'";
    ask(
        "fenced",
        "notes",
        "CREATE SERVER self FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '"
            + port
            + "', dbname 'template1')",
        "CREATE FOREIGN TABLE roles(rolname name) SERVER self OPTIONS (schema_name 'pg_catalog',"
            + " table_name 'pg_authid')");
    assertThatThrownBy(
            () ->
                ask(
                    "fenced",
                    "notes",
                    "CREATE USER MAPPING FOR notes " + there + ", password_required 'false')"))
        .hasMessageContaining("superuser");
    ask("fenced", "notes", "CREATE USER MAPPING FOR notes " + there + ")");
    assertThatThrownBy(() -> ask("fenced", "notes", "SELECT * FROM roles"))
        .hasMessageContaining("password");
    assertThatThrownBy(() -> ask("fenced", "notes", "CREATE EXTENSION file_fdw"))
        .hasMessageContaining("permission denied");
    assertThat(ask("fenced", "notes", "CREATE EXTENSION pg_trgm", "SELECT 'trusted'"))
        .containsExactly("trusted");
  }

  @Test
  void toolsLookAroundInPostgresAndMakeDatabasesWhereTheyMay() throws Exception {
    ensure(wanted("maker", Tuning.NONE));
    assertThat(ask("maker", "postgres", "SELECT datname FROM pg_database ORDER BY 1"))
        .contains("notes", "postgres");
    for (var forbidden :
        List.of("CREATE TABLE here(a int)", "CREATE DATABASE notes_test", "DROP DATABASE notes")) {
      assertThatThrownBy(() -> ask("maker", "postgres", forbidden))
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> ask("maker", "template1", "SELECT 1")).hasMessageContaining("pg_hba");

    ensure(wanted("maker", Tuning.NONE.creating(true)));
    // Whoever counts what it does keeps a session there.
    assertThat(provider().statistics("maker")).isPresent();
    ask("maker", "postgres", "CREATE DATABASE prisma_migrate_shadow_db_1");
    ask(
        "maker",
        "prisma_migrate_shadow_db_1",
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "CREATE TABLE t(a int)");
    assertThatThrownBy(() -> ask("maker", "template1", "SELECT 1"))
        .hasMessageContaining("permission denied");
    // As rails db:reset does it.
    ask("maker", "postgres", "DROP DATABASE notes", "CREATE DATABASE notes");
    ensure(wanted("maker", Tuning.NONE.creating(true), LOGIN, SECOND));
    try (var second = connect("maker", "prisma_migrate_shadow_db_1", SECOND)) {
      assertThat(second.isValid(5)).isTrue();
    }
    // Without one it could never log in again: a new one is made.
    ask("maker", "postgres", "DROP DATABASE notes WITH (FORCE)");
    ensure(wanted("maker", Tuning.NONE));
    assertThat(ask("maker", "notes", "SELECT current_database()")).containsExactly("notes");
    assertThatThrownBy(() -> ask("maker", "prisma_migrate_shadow_db_1", "SELECT 1"))
        .hasMessageContaining("pg_hba");
    assertThatThrownBy(() -> ask("maker", "postgres", "CREATE DATABASE notes_test"))
        .isInstanceOf(SQLException.class);
  }
}
