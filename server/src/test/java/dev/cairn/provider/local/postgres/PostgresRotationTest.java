package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That another credential changes nothing that the application may do. */
class PostgresRotationTest {
  private static final Login FIRST = new Login("notes", Sensitive.of("f".repeat(40)));
  private static final Login SECOND = new Login("notes_2", Sensitive.of("s".repeat(40)));

  @TempDir static Path directory;
  private static Path home = Path.of("/");

  private final Processes processes = new Processes();
  private final LocalDatabases provider = LocalContract.open(home, stage -> Optional.empty());

  @BeforeAll
  static void settle() {
    home = directory.resolve("home");
  }

  @AfterAll
  static void clear() {
    LocalContract.open(home, stage -> Optional.empty()).stopAll("");
    Trees.delete(home);
  }

  private static DatabaseInstance wanted(String id) {
    return new DatabaseInstance(
        id,
        Postgres.INSTANCE,
        "15",
        Postgres.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "notes",
        List.of(FIRST),
        false,
        Optional.empty());
  }

  private static DatabaseInstance with(DatabaseInstance it, Login... logins) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        it.stage(),
        it.database(),
        List.of(logins),
        it.cacheOnly(),
        it.fromBackup());
  }

  private void ensure(DatabaseInstance instance) {
    assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
  }

  private void run(DatabaseInstance instance, String... statements) throws SQLException {
    try (var connection = LocalPostgresContract.connect(provider, instance);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String ask(DatabaseInstance instance, String sql) throws SQLException {
    try (var connection = LocalPostgresContract.connect(provider, instance);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private String client(DatabaseInstance instance, String input, String... argv) {
    var outcome =
        processes.run(
            Command.of(List.of(argv))
                .withInput(Sensitive.of(input))
                .withEnvironment(
                    Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", port(instance),
                        "PGDATABASE", instance.database(),
                        "PGUSER", instance.login().username(),
                        "PGPASSWORD", instance.login().password().reveal())));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    return outcome.output();
  }

  private String port(DatabaseInstance instance) {
    return provider.observe(instance.id()).endpoint().orElseThrow().port() + "";
  }

  @Test
  void anotherCredentialChangesNothingThatTheApplicationMayDo() throws Exception {
    var first = wanted("turned-postgres");
    ensure(first);
    run(
        first,
        "CREATE TABLE line(id serial, text text)",
        "INSERT INTO line(text) VALUES ('kept')",
        "CREATE SCHEMA app",
        "CREATE TABLE app.own(id int)",
        "CREATE VIEW public.seen AS SELECT text FROM line",
        "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2 * n'",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER ROLE notes SET search_path TO app, public",
        "ALTER ROLE notes IN DATABASE notes SET work_mem = '7MB'",
        "ALTER ROLE notes SET statement_timeout TO '77s'");
    var dump = client(first, "", "pg_dump", "--clean", "--if-exists");
    var second = with(first, SECOND);
    ensure(with(first, SECOND, FIRST));
    ensure(second);
    assertThat(ask(second, "SHOW search_path")).isEqualTo("app, public");
    assertThat(ask(second, "SHOW work_mem")).isEqualTo("7MB");
    assertThat(ask(second, "SHOW statement_timeout")).isEqualTo("77s");
    assertThat(ask(second, "SELECT current_user")).isEqualTo("notes");
    run(
        second,
        "CREATE OR REPLACE VIEW public.seen AS SELECT text, id FROM line",
        "ALTER TABLE line ADD more int",
        "DROP FUNCTION twice");
    assertThat(client(second, "", "pg_dump")).contains("seen");
    client(second, dump, "psql", "-v", "ON_ERROR_STOP=1", "-q");
    assertThat(ask(second, "SELECT string_agg(text, ' ') FROM line")).isEqualTo("kept");
    assertThat(ask(second, "SELECT twice(21)")).isEqualTo("42");
    run(second, "CREATE TABLE fresh(id int)", "DISCARD ALL", "CREATE TABLE app.pooled(id int)");
    var other = wanted("other-postgres");
    ensure(other);
    client(other, dump, "psql", "-v", "ON_ERROR_STOP=1", "-q");
    assertThat(ask(other, "SELECT twice(21)")).isEqualTo("42");
    ensure(with(first, FIRST, SECOND));
    ensure(first);
    assertThat(ask(first, "SELECT count(*) FROM app.pooled")).isEqualTo("0");
    run(first, "ALTER TABLE app.pooled ADD more int", "DROP TABLE app.pooled");
  }

  /** What stands in the owner's settings is in force while they are handed on. */
  @Test
  void settingsThatTheApplicationGaveItselfRunNothingAsTheAdministrator() throws Exception {
    var first = wanted("trapped-postgres");
    ensure(first);
    run(
        first,
        "CREATE SCHEMA trap",
        trap("quote_ident(text)", "text", "pg_catalog.quote_ident($1)"),
        trap("split_part(text, text, int)", "text", "pg_catalog.split_part($1, $2, $3)"),
        trap("concat(text, text)", "text", "pg_catalog.textcat($1, $2)"),
        "CREATE OPERATOR trap.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.concat)",
        "ALTER ROLE notes SET session_authorization TO notes",
        "ALTER ROLE notes SET search_path TO trap, pg_catalog",
        "ALTER ROLE notes IN DATABASE notes SET work_mem = '7MB'",
        "ALTER ROLE notes SET standard_conforming_strings TO off",
        "ALTER ROLE notes SET application_name TO 'it''s \\'",
        "ALTER DATABASE notes SET search_path TO trap, pg_catalog",
        "ALTER DATABASE notes SET role TO notes");
    var second = with(first, SECOND);
    ensure(with(first, SECOND, FIRST));
    ensure(second);
    assertThat(ask(second, "SHOW work_mem")).isEqualTo("7MB");
    assertThat(ask(second, "SHOW search_path")).isEqualTo("trap, pg_catalog");
    assertThat(
            ask(
                second,
                "SELECT rolconfig @> ARRAY[E'application_name=it\\'s \\\\'] FROM pg_roles"
                    + " WHERE rolname = 'notes_2'"))
        .isEqualTo("t");
    assertThat(ask(second, "SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname ~ '^notes'"))
        .isEqualTo("f");
  }

  /** A function that takes what its caller may do, before the one of PostgreSQL's own. */
  private static String trap(String signature, String returns, String value) {
    return """
        CREATE FUNCTION trap.%s RETURNS %s LANGUAGE plpgsql AS $$
        BEGIN
          IF pg_catalog.current_setting('is_superuser') = 'on' THEN
            ALTER ROLE notes SUPERUSER;
          END IF;
          RETURN %s;
        END $$"""
        .formatted(signature, returns, value);
  }
}
