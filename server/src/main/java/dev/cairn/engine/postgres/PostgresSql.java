package dev.cairn.engine.postgres;

import java.util.List;
import java.util.Set;

/** The SQL that Cairn itself speaks. Passwords appear as SCRAM verifiers only. */
public final class PostgresSql {
  /** Where Cairn itself logs in: the one other database that is always there. */
  public static final String ADMIN_DATABASE = "template1";

  /** What a template names its only database and the user that owns it. */
  public static final String TEMPLATE_NAME = "app";

  private static final Set<String> TAKEN =
      Set.of(
          "template0",
          "template1",
          "public",
          "none",
          "cairn_admin",
          "current_user",
          "current_role",
          "session_user",
          "user");

  private PostgresSql() {}

  /** Names that PostgreSQL keeps for itself, or that Cairn does: no stack's database may have. */
  public static boolean isReserved(String name) {
    return name.startsWith("pg_") || TAKEN.contains(name);
  }

  /** A name that a database and its user may have: the wanted one, with {@code _app} if kept. */
  public static String freeName(String wanted) {
    return isReserved(wanted)
        ? (wanted.startsWith("pg_") ? "app_" + wanted : wanted + "_app")
        : wanted;
  }

  /** Keeps this session's statements out of the engine's log. */
  public static String quietly() {
    return "SET log_statement = 'none'; SET log_min_error_statement = 'panic';"
        + " SET log_min_duration_statement = -1";
  }

  /**
   * In the template, once: the application's user and database under their stand-in names. The
   * database is the one that initdb calls {@code postgres}: nobody else could log in to it, and
   * copying a second one costs a quarter of the time that a new instance takes.
   */
  public static List<String> prepareTemplate() {
    return List.of(
        "CREATE ROLE \"app\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE",
        "ALTER DATABASE postgres RENAME TO \"app\"",
        "ALTER DATABASE \"app\" OWNER TO \"app\"",
        "COMMENT ON DATABASE \"app\" IS NULL",
        "REVOKE ALL ON DATABASE \"app\" FROM PUBLIC",
        "REVOKE ALL ON DATABASE template1 FROM PUBLIC");
  }

  /** In the template's database of PostgreSQL 14, whose public schema is the administrator's. */
  public static List<String> ownPublicSchema() {
    return List.of("ALTER SCHEMA public OWNER TO \"app\"");
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

  private static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
