package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.engine.postgres.PostgresCatalogue;
import dev.cairn.engine.postgres.PostgresDoors;
import dev.cairn.engine.postgres.PostgresExtensions;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.provider.Extension;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance has beyond its type, as far as a running server is asked for it: the doors of
 * its application's user, and extensions. Settings are in its configuration.
 */
final class PostgresTuning {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresTuning.class);

  /** Something depends on what is to go: postgresql.org/docs/current/errcodes-appendix.html. */
  private static final String DEPENDENT = "2BP01";

  private static final String PATIENCE = "SET lock_timeout = '10s'";

  private final PostgresAdministration administration;

  PostgresTuning(PostgresAdministration administration) {
    this.administration = administration;
  }

  /** Makes doors and extensions be as wanted. */
  void settle(InstanceRecord instance) throws SQLException {
    var admin = administration.administrator(instance);
    var owner = instance.database();
    var tuning = instance.readTuning();
    var doors =
        PostgresDoors.open(
            administration.pairs(instance, PostgresDoors.query(owner)), owner, tuning);
    if (!doors.isEmpty()) {
      LOG.info("{}: {}", instance.id(), doors);
      PostgresSession.administerEach(admin, PostgresSql.ADMIN_DATABASE, doors);
    }
    if (!tuning.extensions().isEmpty()) {
      var known =
          list(instance).stream().collect(Collectors.toMap(Extension::name, Function.identity()));
      for (var name : tuning.extensions()) {
        add(instance, admin, name, Optional.ofNullable(known.get(name)));
      }
    }
  }

  private static void add(
      InstanceRecord instance, Administrator admin, String name, Optional<Extension> known)
      throws SQLException {
    var statements = new ArrayList<>(List.of(PATIENCE));
    if (known.flatMap(Extension::installed).isEmpty()) {
      boolean isTrusted = known.filter(Extension::isTrusted).isPresent();
      requireMayAdd(name, isTrusted);
      LOG.info("{} gets the extension {}", instance.id(), name);
      statements.addAll(PostgresExtensions.add(name, isTrusted, instance.database()));
    }
    statements.addAll(PostgresExtensions.grant(name, instance.database()));
    try {
      PostgresSession.administerEach(admin, instance.database(), statements);
    } catch (SQLException e) {
      if (isAway(e)) {
        throw e;
      }
      throw Problem.failed(
              "extension-failed",
              "PostgreSQL could not add the extension " + name + ": " + Sentence.ended(said(e)),
              "See what it can have with: cairn db extension list.")
          .toException(e);
    }
  }

  /** Asked here too: of a database that is yet to be made, nobody knew what its server has. */
  private static void requireMayAdd(String name, boolean isTrusted) {
    if (!PostgresExtensions.mayAdd(name, isTrusted)) {
      throw Problem.invalid(
              "extension-not-here",
              "Cairn does not add the extension " + name + ": it is not on its list.",
              "See what it can have with: cairn db extension list.")
          .toException();
    }
  }

  void drop(InstanceRecord instance, List<String> names) {
    var statements = new ArrayList<>(List.of(PATIENCE));
    names.forEach(name -> statements.addAll(PostgresExtensions.drop(name, instance.database())));
    try {
      PostgresSession.administerEach(
          administration.administrator(instance), instance.database(), statements);
    } catch (SQLException e) {
      if (isAway(e)) {
        throw PostgresEngine.unanswering(instance, e);
      }
      throw Problem.conflict(
              DEPENDENT.equals(e.getSQLState()) ? "extension-in-use" : "extension-failed",
              "PostgreSQL could not remove the extension: " + Sentence.ended(said(e)),
              "Drop in the database what needs it, then try again.")
          .toException(e);
    }
  }

  List<Extension> list(InstanceRecord instance) throws SQLException {
    return PostgresSession.rows(
            administration.administrator(instance), instance.database(), PostgresExtensions.list())
        .stream()
        .map(
            row ->
                new Extension(
                    row.get(0),
                    row.get(1),
                    Optional.of(row.get(2)).filter(it -> !it.isEmpty()),
                    Optional.of(row.get(3)).filter(it -> !it.isEmpty()),
                    row.get(4).equals("true"),
                    row.get(5)))
        .toList();
  }

  Map<String, String> settings(InstanceRecord instance) throws SQLException {
    var all = new LinkedHashMap<String, String>();
    PostgresSession.rows(
            administration.administrator(instance),
            PostgresSql.settings(PostgresCatalogue.ALL.names()))
        .forEach(row -> all.put(row.getFirst(), row.getLast()));
    return all;
  }

  /**
   * What a running server did not take of its file says it in its log.
   *
   * @param logged how long that was before
   */
  Optional<Problem> refused(InstanceFiles files, InstanceRecord instance, long logged)
      throws SQLException {
    var chosen = instance.readTuning().settings().keySet();
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    var names =
        PostgresSession.rows(administration.administrator(instance), PostgresSql.refusedSettings())
            .stream()
            .map(List::getFirst)
            .filter(chosen::contains)
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    var reason =
        EngineProcess.logSince(files, logged)
            .lines()
            .filter(line -> line.contains("invalid value for parameter"))
            .map(line -> line.replaceFirst("^.*?LOG:\\s*", "").strip())
            .findFirst()
            .orElse("it does not take that value");
    return Optional.of(
        Problem.invalid(
            "setting-refused",
            "PostgreSQL refuses " + String.join(", ", names) + ": " + Sentence.ended(reason),
            "Choose another value; the database goes on as it was."));
  }

  private static boolean isAway(SQLException e) {
    return e.getSQLState() == null
        || e.getSQLState().startsWith("08")
        || e.getSQLState().startsWith("57P");
  }

  private static String said(SQLException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("^ERROR: ", "")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
