package dev.cairn.provider.local.postgres;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.KeptSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What Cairn asks instances as their administrator. One session an instance is kept for it: a new
 * one proves on both sides who is there, which costs more than all that is asked.
 */
final class PostgresAdministration {
  /** There is no such database: postgresql.org/docs/current/errcodes-appendix.html. */
  private static final String NO_DATABASE = "3D000";

  private static final Duration BRIEF = Duration.ofSeconds(3);

  private final Function<InstanceRecord, Administrator> administrators;
  private final KeptSessions<Connection, SQLException> sessions = new KeptSessions<>();

  PostgresAdministration(
      Function<String, Sensitive<String>> passwords, CertificateFiles certificates) {
    this.administrators = Administrator.of(passwords, certificates);
  }

  Administrator administrator(InstanceRecord instance) {
    return administrators.apply(instance);
  }

  /**
   * Runs statements in one transaction, outside of the engine's log, in an instance whose password
   * is still another.
   */
  void begin(InstanceRecord instance, Sensitive<String> password, List<String> statements)
      throws SQLException {
    var admin = administrator(instance).withPassword(password);
    try {
      sessions.ask(
          instance,
          () -> PostgresSession.onlooker(admin),
          session -> PostgresSession.administer(session, statements));
    } catch (SQLException e) {
      requireNoDatabase(e);
      PostgresSession.administer(admin, statements);
    }
  }

  /** A query of two columns, text and boolean. */
  Map<String, Boolean> pairs(InstanceRecord instance, String sql) throws SQLException {
    return tell(instance, session -> PostgresSession.pairs(session, sql));
  }

  Statistics statistics(InstanceRecord instance) throws SQLException {
    var sql = PostgresSql.statistics(instance.database());
    return ask(instance, session -> PostgresSession.statistics(session, sql));
  }

  /** As {@link #ask}, also where that database is gone: in a session of its own. */
  <T> T tell(InstanceRecord instance, KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    try {
      return ask(instance, question);
    } catch (SQLException e) {
      requireNoDatabase(e);
      try (var session = PostgresSession.patient(administrator(instance))) {
        return question.ask(session);
      }
    }
  }

  /** As {@link #tell}, of one that may be mute: it has three seconds for each answer. */
  <T> T tellBriefly(
      InstanceRecord instance, KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    try {
      return sessions.ask(
          instance,
          () -> PostgresSession.onlooker(BRIEF, administrator(instance)),
          session -> PostgresSession.within(BRIEF, session, question));
    } catch (SQLException e) {
      requireNoDatabase(e);
      try (var session = PostgresSession.within(BRIEF, administrator(instance))) {
        return question.ask(session);
      }
    }
  }

  /** As {@link #tell}, of what is not to be begun twice and may take as long as the disk does. */
  <T> T tellOnce(
      InstanceRecord instance, KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    try {
      return sessions.askOnce(
          instance,
          () -> PostgresSession.onlooker(administrator(instance)),
          PostgresSession::quieten,
          session -> PostgresSession.patiently(session, question));
    } catch (SQLException e) {
      requireNoDatabase(e);
      try (var session = PostgresSession.patient(administrator(instance))) {
        return question.ask(session);
      }
    }
  }

  private <T> T ask(
      InstanceRecord instance, KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    return sessions.ask(
        instance, () -> PostgresSession.onlooker(administrator(instance)), question);
  }

  /** The database that all are asked in may be gone: an application may drop it. */
  private static void requireNoDatabase(SQLException e) throws SQLException {
    if (!NO_DATABASE.equals(e.getSQLState())) {
      throw e;
    }
  }

  /** Before the server stops: it need not send us away. */
  void forget(String instanceId) {
    sessions.forget(instanceId);
  }
}
