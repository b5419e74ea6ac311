package dev.cairn.engine.mysql;

import dev.cairn.engine.mysql.MySqlAccounts.Account;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * Has views, events, routines and triggers of a database be defined by another account. MySQL
 * alters the first two; routines and triggers are made again.
 *
 * @param owner who is to define them
 */
public record MySqlDefiners(String database, Account owner) {

  /**
   * One that another defines.
   *
   * @param kind as {@code SHOW CREATE} names it
   * @param table that a trigger is of; empty for the other kinds
   * @param sqlMode that it was written in, as all that follows; empty for views
   * @param comment of an event
   */
  public record Found(
      String kind,
      String name,
      String table,
      String sqlMode,
      String collation,
      String timeZone,
      String comment) {

    /** As {@link #foreign} answers. */
    public static Found of(List<String> row) {
      return new Found(
          row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6));
    }
  }

  /**
   * One that is made again: kept on disk, so that no death between dropping and making loses it.
   *
   * @param statement that makes it
   */
  public record Remade(Found found, String statement) {}

  /**
   * What others than these define, in the order of {@link Found}. All triggers of a table, in the
   * order that they run in, where one of them is: made again, one comes last.
   */
  public static String foreign(List<Account> owners) {
    var known =
        owners.stream()
            .map(it -> "'" + (it.user() + "@" + it.host()).replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return """
        WITH wanted AS (SELECT ? AS name)
        SELECT 'VIEW' AS kind, table_name, '', '', collation_connection, '', '', 0 AS place
        FROM information_schema.views, wanted WHERE table_schema = wanted.name AND definer NOT IN (%1$s)
        UNION ALL SELECT 'EVENT', event_name, '', sql_mode, collation_connection, time_zone,
          event_comment, 0
        FROM information_schema.events, wanted WHERE event_schema = wanted.name AND definer NOT IN (%1$s)
        UNION ALL SELECT routine_type, routine_name, '', sql_mode, collation_connection, '', '', 0
        FROM information_schema.routines, wanted
        WHERE routine_schema = wanted.name AND definer NOT IN (%1$s)
        UNION ALL SELECT 'TRIGGER', trigger_name, event_object_table, sql_mode,
          collation_connection, '', '', action_order
        FROM information_schema.triggers, wanted
        WHERE trigger_schema = wanted.name AND event_object_table IN (
          SELECT event_object_table FROM information_schema.triggers, wanted
          WHERE trigger_schema = wanted.name AND definer NOT IN (%1$s))
        ORDER BY kind, 3, place, 2"""
        .formatted(known);
  }

  /** Whether one of that name is there: one row or none. The parameters are database and name. */
  public static String exists(Found found) {
    return found.kind().equals("TRIGGER")
        ? "SELECT 1 FROM information_schema.triggers WHERE trigger_schema = ? AND trigger_name = ?"
        : "SELECT 1 FROM information_schema.routines WHERE routine_schema = ? AND routine_name = ?"
            + " AND routine_type = '"
            + found.kind()
            + "'";
  }

  public String use() {
    return "USE " + MySqlSql.name(database);
  }

  public static String showCreate(Found found) {
    return "SHOW CREATE " + found.kind() + " " + MySqlSql.name(found.name());
  }

  public static String drop(Found found) {
    return "DROP " + found.kind() + " IF EXISTS " + MySqlSql.name(found.name());
  }

  /** Keeps others from writing to a table that has no trigger for a moment. */
  public static String lockTable(String table) {
    return "LOCK TABLES " + MySqlSql.name(table) + " WRITE";
  }

  public static String unlockTables() {
    return "UNLOCK TABLES";
  }

  /** What it is made under. */
  public static List<String> settings(Found found) {
    return List.of(
        "SET SESSION sql_mode = '" + found.sqlMode() + "'",
        "SET SESSION collation_connection = '" + found.collation() + "'");
  }

  /** The one statement that changes a view or an event; empty for those that are made again. */
  public Optional<List<String>> altered(Found found, String shown) {
    return switch (found.kind()) {
      case "VIEW" -> Optional.of(List.of(owned(shown).replaceFirst("^CREATE", "ALTER")));
      case "EVENT" ->
          Optional.of(
              List.of(
                  "SET SESSION time_zone = '" + found.timeZone() + "'",
                  "ALTER DEFINER="
                      + MySqlSql.account(owner)
                      + " EVENT "
                      + MySqlSql.name(found.name())
                      + " COMMENT '"
                      + literal(found.comment(), found.sqlMode())
                      + "'",
                  "SET SESSION time_zone = DEFAULT"));
      default -> Optional.empty();
    };
  }

  private static String literal(String text, String sqlMode) {
    var escaped = sqlMode.contains("NO_BACKSLASH_ESCAPES") ? text : text.replace("\\", "\\\\");
    return escaped.replace("'", "''");
  }

  /** The column of {@code SHOW CREATE} that holds the statement, from 0. */
  public static int column(Found found) {
    return switch (found.kind()) {
      case "VIEW" -> 1;
      case "EVENT" -> 3;
      default -> 2;
    };
  }

  public Remade remade(Found found, String shown) {
    return new Remade(found, owned(shown));
  }

  private String owned(String statement) {
    var definer = "DEFINER=" + MySqlSql.account(owner);
    return MySqlMove.DEFINER.matcher(statement).replaceFirst(Matcher.quoteReplacement(definer));
  }
}
