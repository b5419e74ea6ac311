package dev.cairn.db;

import dev.cairn.core.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The schema's migrations. Flyway applies them; when the newest is in place already, which one
 * query tells, it is not even loaded: that would take longer than the rest of the start.
 */
final class Schema {
  /** Every migration, oldest first. A test holds it against the directory. */
  static final List<String> MIGRATIONS =
      List.of(
          "V1__operations.sql",
          "V2__stacks.sql",
          "V3__access.sql",
          "V4__service.sql",
          "V5__secret_versions.sql",
          "V6__databases.sql",
          "V7__attachments.sql",
          "V8__metrics.sql",
          "V9__build_inputs.sql",
          "V10__database_tuning.sql",
          "V11__request_keys.sql",
          "V12__session_by_password.sql",
          "V13__secret_version_moved_from.sql",
          "V14__replicas.sql",
          "V15__metric_lag.sql",
          "V16__promotion.sql",
          "V17__reads_from.sql",
          "V18__drills.sql",
          "V19__drill_gives_way.sql",
          "V20__reader_now.sql",
          "V21__traffic.sql",
          "V22__host_names.sql");

  private Schema() {}

  static void bringUpToDate(DataSource dataSource) {
    var newest = newest(dataSource);
    if (newest.equals(Optional.of(MIGRATIONS.getLast()))) {
      return;
    }
    newest
        .filter(script -> !MIGRATIONS.contains(script))
        .ifPresent(
            script -> {
              throw newer(script).toException();
            });
    try {
      Flyway.configure()
          .dataSource(dataSource)
          .locations("classpath:db/migration")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw Problem.failed(
              "schema-migration-failed",
              "Cairn's own database could not be brought up to date: " + e.getMessage(),
              "Nothing was changed. Start the release that ran before and report this.")
          .toException(e);
    }
  }

  /** What this release does not know of it might write over. */
  private static Problem newer(String script) {
    return Problem.failed(
        "schema-newer",
        "Cairn's own database was made by a newer release than this one: it has " + script + ".",
        "Nothing was changed. Start the release that ran before, or a newer one.");
  }

  /** The script that was applied last. */
  private static Optional<String> newest(DataSource dataSource) {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      try (var known =
          statement.executeQuery("select to_regclass('flyway_schema_history') is not null")) {
        if (!known.next() || !known.getBoolean(1)) {
          return Optional.empty();
        }
      }
      try (var newest =
          statement.executeQuery(
              """
              select script from flyway_schema_history
              where success and version is not null order by installed_rank desc limit 1
              """)) {
        return newest.next() ? Optional.of(newest.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw Problem.unavailable(
              "state-unreachable",
              "Cairn's own database broke off: " + e.getMessage(),
              "See that it runs.")
          .toException(e);
    }
  }
}
