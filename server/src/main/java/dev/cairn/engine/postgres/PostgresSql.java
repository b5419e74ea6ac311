package dev.cairn.engine.postgres;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL that Cairn itself speaks. Passwords appear as SCRAM verifiers only. */
public final class PostgresSql {
  /** Where Cairn itself logs in: the one other database that is always there. */
  public static final String ADMIN_DATABASE = "template1";

  /** Where tools connect to look around, or to create databases, before they know another. */
  public static final String LOOKED_AROUND_IN = "postgres";

  /** What a template names its only database and the user that owns it. */
  public static final String TEMPLATE_NAME = "app";

  private PostgresSql() {}

  /**
   * What an administrator's session begins with and goes back to, as options of the connection:
   * they outdo what an application gave its database ({@code ALTER DATABASE … SET}). A search path
   * of its own would have the administrator run the application's functions.
   */
  public static String options() {
    return "-c role=none -c search_path=pg_catalog -c standard_conforming_strings=on"
        + " -c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0"
        + " -c idle_in_transaction_session_timeout=0 -c idle_session_timeout=0";
  }

  /** Keeps this session's statements out of the engine's log and statistics. */
  public static String quietly() {
    return "SET log_statement = 'none'; SET log_min_error_statement = 'panic';"
        + " SET log_min_duration_statement = -1; SET pg_stat_statements.track = 'none'";
  }

  /**
   * In the template, once: the application's user and database under their stand-in names, and a
   * {@code postgres} that tools may look around in and nobody writes to by accident.
   */
  public static List<String> prepareTemplate() {
    return List.of(
        "CREATE ROLE \"app\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE",
        "ALTER DATABASE postgres RENAME TO \"app\"",
        "ALTER DATABASE \"app\" OWNER TO \"app\"",
        "COMMENT ON DATABASE \"app\" IS NULL",
        "REVOKE ALL ON DATABASE \"app\" FROM PUBLIC",
        "REVOKE ALL ON DATABASE template1 FROM PUBLIC",
        "CREATE DATABASE postgres",
        "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
        "GRANT CONNECT ON DATABASE postgres TO \"app\"",
        "ALTER DATABASE postgres SET default_transaction_read_only = on");
  }

  /** In the template's database of PostgreSQL 14, whose public schema is the administrator's. */
  public static List<String> ownPublicSchema() {
    return List.of("ALTER SCHEMA public OWNER TO \"app\"");
  }

  /** Settings of a session that chose none itself, by name, with their units. */
  public static String settings(Collection<String> names) {
    return """
        SELECT lower(name),
          CASE WHEN lower(name) IN ('timezone', 'datestyle')
            -- Drivers choose these for their session.
            THEN (SELECT f.setting FROM pg_file_settings f
              WHERE f.applied AND lower(f.name) = lower(s.name) ORDER BY f.seqno DESC LIMIT 1)
            ELSE current_setting(name) END
        FROM pg_settings s WHERE lower(name) IN (%s)"""
        .formatted(names.stream().map(PostgresSql::literal).collect(Collectors.joining(", ")));
  }

  /** Those of its file that a running server would not take. */
  public static String refusedSettings() {
    return "SELECT name FROM pg_catalog.pg_file_settings WHERE error IS NOT NULL AND name IS NOT NULL";
  }

  /** Gives user and database the names wanted, where they have others. */
  public static List<String> rename(
      String oldUser, String newUser, String oldDatabase, String newDatabase) {
    var statements = new java.util.ArrayList<String>();
    if (!oldUser.equals(newUser)) {
      statements.add("ALTER ROLE " + name(oldUser) + " RENAME TO " + name(newUser));
    }
    if (!oldDatabase.equals(newDatabase)) {
      statements.add("ALTER DATABASE " + name(oldDatabase) + " RENAME TO " + name(newDatabase));
    }
    return statements;
  }

  public static String setPassword(String user, String verifier) {
    return "ALTER ROLE " + name(user) + " LOGIN PASSWORD '" + verifier + "'";
  }

  /**
   * A second login beside the owner's, for the time that a credential is rotated: what it makes
   * belongs to the owner.
   */
  public static List<String> secondLogin(String owner, String user) {
    return List.of(
        "CREATE ROLE "
            + name(user)
            + " NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE IN ROLE "
            + name(owner),
        "ALTER ROLE " + name(user) + " SET role TO " + name(owner));
  }

  /**
   * Has a second login be as the owner, in the owner's database: with the settings that the owner
   * gave itself ({@code ALTER ROLE … SET}), and nothing its own. What a session made after {@code
   * DISCARD ALL}, which pools send and which ends its being the owner, becomes the owner's.
   *
   * <p>Lists are only handed on by being in force here, a search path among them: from then on
   * nothing is called that is not named with its schema, which would be the application's.
   */
  public static List<String> asOwner(String owner, String user) {
    return List.of(
        "SET lock_timeout = '5s'",
        "REASSIGN OWNED BY " + name(user) + " TO " + name(owner),
        """
        DO $cairn$
        DECLARE lists text[]; texts text[]; changes text[];
        BEGIN
          ALTER ROLE %2$s RESET ALL;
          ALTER ROLE %2$s IN DATABASE %1$s RESET ALL;
          SELECT coalesce(array_agg(list), '{}'), array_agg(value),
            array_agg('ALTER ROLE %2$s ' || place || ' SET ' || quoted
              || CASE WHEN list IS NULL THEN ' TO ' || quote_literal(value) ELSE ' FROM CURRENT' END)
          INTO lists, texts, changes
          FROM (
            SELECT CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries')
                THEN name END AS list,
              substr(setting, length(name) + 2) AS value,
              CASE WHEN setdatabase = 0 THEN '' ELSE 'IN DATABASE %1$s' END AS place,
              (SELECT string_agg(quote_ident(part), '.')
                FROM unnest(string_to_array(name, '.')) AS part) AS quoted
            FROM pg_db_role_setting, unnest(setconfig) AS setting,
              split_part(setting, '=', 1) AS name
            WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = %3$s)
              AND name NOT IN ('role', 'session_authorization')) AS one;
          FOR i IN 1 .. cardinality(lists) LOOP
            IF lists[i] IS NOT NULL THEN
              PERFORM pg_catalog.set_config(lists[i], texts[i], true);
            END IF;
            EXECUTE changes[i];
          END LOOP;
          ALTER ROLE %2$s SET role TO %1$s;
        END $cairn$"""
            .formatted(name(owner), name(user), literal(owner)));
  }

  /** Roles of the application, owner and further logins, and whether each may log in. */
  public static String logins(String owner) {
    return """
        SELECT rolname, rolcanlogin FROM pg_roles
        WHERE rolname = %1$s OR oid IN (
          SELECT member FROM pg_auth_members
          WHERE roleid = (SELECT oid FROM pg_roles WHERE rolname = %1$s)
            AND member <> (SELECT oid FROM pg_roles WHERE rolname = current_user))
        """
        .formatted(literal(owner));
  }

  /** All roles that may log in now, as often as they like, and what is kept of each password. */
  public static String verifiers() {
    return "SELECT rolname, coalesce(rolpassword, '') FROM pg_catalog.pg_authid WHERE rolcanlogin"
        + " AND rolconnlimit < 0 AND coalesce(rolvaliduntil > clock_timestamp(), true)";
  }

  /** Nobody logs in as that user any more, and who did is sent away. */
  public static List<String> revoke(String user) {
    return List.of(
        "ALTER ROLE " + name(user) + " NOLOGIN PASSWORD NULL",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = " + literal(user));
  }

  /**
   * Sends away who is in the middle of writing, in whichever database: what begins next is
   * read-only.
   */
  public static String endWriters() {
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        + " WHERE backend_type = 'client backend' AND usename <> current_user"
        + " AND backend_xid IS NOT NULL";
  }

  /**
   * Those that wrote nothing yet when the settings said so, and write now: a transaction keeps what
   * it began with. Who makes room began later, and is left alone. A transaction that began in the
   * very moment counts as earlier.
   */
  public static String endEarlierWriters() {
    return endWriters()
        + " AND xact_start < (pg_stat_file('postgresql.conf')).modification + interval '1 s'";
  }

  /**
   * Connections of others, most connections, transactions, blocks read from memory and from disk;
   * see the view {@code pg_stat_database}.
   */
  public static String statistics(String database) {
    return """
        SELECT (SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND usename <> current_user),
          current_setting('max_connections')::int,
          xact_commit + xact_rollback, blks_hit, blks_read
        FROM pg_stat_database d WHERE datname = %s
        """
        .formatted(literal(database));
  }

  static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
