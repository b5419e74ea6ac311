package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Tuning;
import dev.cairn.process.IdentityFile;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and databases of a real MySQL, as its application sees them. */
class MySqlTuningTest {
  private static final String ID = "tuned-mysql";
  private static final Login LOGIN = new Login("notes", Sensitive.of("p".repeat(40)));
  private static final Login SECOND = new Login("notes_2", Sensitive.of("s".repeat(40)));
  @TempDir static Path directory;

  @BeforeAll
  static void link() throws Exception {
    MySqlForTests.link(home());
  }

  @AfterAll
  static void clear() {
    assertThat(provider().remove(ID, line -> {})).isEqualTo(Progress.ready());
    Trees.delete(home());
  }

  private static Path home() {
    return directory.resolve("home");
  }

  private static LocalDatabases provider() {
    return LocalContract.open(home(), stage -> Optional.empty());
  }

  private static DatabaseInstance wanted(Tuning tuning, Login... logins) {
    return new DatabaseInstance(
        ID,
        MySql.INSTANCE,
        MySqlForTests.VERSION,
        MySql.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "notes",
        logins.length == 0 ? List.of(LOGIN) : List.of(logins),
        false,
        Optional.empty(),
        tuning);
  }

  private static Tuning settings(Map<String, String> settings) {
    return new Tuning(settings, List.of(), false);
  }

  private static void ensure(DatabaseInstance wanted) {
    assertThat(provider().ensure(wanted, line -> {})).isEqualTo(Progress.ready());
  }

  private static long start() {
    return IdentityFile.find(InstanceFiles.of(home(), ID).process()).orElseThrow().startTicks();
  }

  private static List<String> ask(Login login, String sql) throws SQLException {
    var authority = new CertificateAuthority(home().resolve("tls"), Clock.systemUTC());
    int port = provider().observe(ID).endpoint().orElseThrow().port();
    try (var session =
        MySqlSession.open(port, "notes", login.username(), login.password(), authority)) {
      if (sql.startsWith("SELECT")) {
        return session.names(sql);
      }
      session.run(List.of(sql));
      return List.of();
    }
  }

  @Test
  void settingsAreInForceAndGoneAgainAndDatabasesAreMadeWhereTheyMayBe() throws Exception {
    ensure(wanted(Tuning.NONE));
    long before = start();
    var byItself = ask(LOGIN, "SELECT @@global.sql_mode");
    ensure(
        wanted(
            settings(
                Map.of(
                    "sql_mode", "ANSI_QUOTES,NO_ENGINE_SUBSTITUTION",
                    "wait_timeout", "120",
                    "max_connections", "50",
                    "max_allowed_packet", "16MB",
                    "time_zone", "+02:00",
                    "collation_server", "utf8mb4_general_ci",
                    "slow_query_log", "on",
                    "long_query_time", "0"))));
    assertThat(start()).isEqualTo(before);
    assertThat(
            ask(
                LOGIN,
                "SELECT concat_ws(' ', @@global.sql_mode, @@wait_timeout, @@max_connections,"
                    + " @@max_allowed_packet, @@time_zone, @@collation_server)"))
        .containsExactly(
            "ANSI_QUOTES,NO_ENGINE_SUBSTITUTION 120 50 16777216 +02:00 utf8mb4_general_ci");
    assertThat(provider().settings(ID)).containsEntry("wait_timeout", "120");

    // Only a start takes this one; the others are still there after it.
    ensure(
        wanted(
            settings(
                Map.of(
                    "innodb_ft_min_token_size", "2",
                    "wait_timeout", "120",
                    "slow_query_log", "on",
                    "long_query_time", "0"))));
    assertThat(start()).isNotEqualTo(before);
    assertThat(ask(LOGIN, "SELECT concat_ws(' ', @@innodb_ft_min_token_size, @@wait_timeout)"))
        .containsExactly("2 120");
    assertThat(ask(LOGIN, "SELECT @@global.sql_mode")).isEqualTo(byItself);
    ask(LOGIN, "SELECT 'seen as slow'");
    assertThat(ask(LOGIN, "SELECT convert(sql_text USING utf8mb4) FROM mysql.slow_log"))
        .anyMatch(it -> it.contains("seen as slow"))
        // Cairn's own, with what they carry, are not among them.
        .noneMatch(it -> it.contains("ALTER USER") || it.contains("GRANT"));

    long running = start();
    ensure(wanted(settings(Map.of("innodb_ft_min_token_size", "2"))));
    assertThat(start()).isEqualTo(running);
    assertThat(ask(LOGIN, "SELECT @@wait_timeout")).containsExactly("28800");
    assertThatThrownBy(() -> ask(LOGIN, "SELECT 1 FROM mysql.slow_log"))
        .hasMessageContaining("denied");

    assertThat(
            provider()
                .ensure(
                    wanted(
                        settings(
                            Map.of("innodb_ft_min_token_size", "2", "time_zone", "Mars/Base"))),
                    line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("setting-refused"));
    ensure(wanted(settings(Map.of("innodb_ft_min_token_size", "2"))));
    assertThat(start()).isEqualTo(running);

    var shadow = "CREATE DATABASE prisma_migrate_shadow_db_1";
    assertThatThrownBy(() -> ask(LOGIN, shadow)).hasMessageContaining("denied");
    ensure(wanted(Tuning.NONE.creating(true), LOGIN, SECOND));
    ask(LOGIN, shadow);
    ask(SECOND, "CREATE TABLE prisma_migrate_shadow_db_1.t(a int)");
    ask(LOGIN, "CREATE DATABASE test_notes");
    ask(LOGIN, "CREATE DATABASE notes_test");
    assertThatThrownBy(() -> ask(LOGIN, "CREATE DATABASE other")).hasMessageContaining("denied");
    ensure(wanted(Tuning.NONE));
    assertThatThrownBy(() -> ask(LOGIN, "CREATE DATABASE notes_more"))
        .hasMessageContaining("denied");
    assertThatThrownBy(() -> ask(LOGIN, "SELECT a FROM prisma_migrate_shadow_db_1.t"))
        .hasMessageContaining("denied");
  }
}
