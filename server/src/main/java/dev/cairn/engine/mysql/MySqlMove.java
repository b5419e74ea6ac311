package dev.cairn.engine.mysql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gives a database another name, which MySQL has no statement for: tables are renamed into the new
 * one at once; views, triggers, routines and events are made again there, by the new owner.
 */
public final class MySqlMove {
  static final Pattern DEFINER = Pattern.compile("DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*`");

  private final String from;
  private final String to;
  private final Pattern qualifier;

  public MySqlMove(String from, String to) {
    this.from = from;
    this.to = to;
    // What follows a dot is a table or a column of that name.
    this.qualifier =
        Pattern.compile(
            "(?<!\\.)" + Pattern.quote(MySqlSql.name(from)) + "\\.(?=`([^`]+)`|(\\w+))");
  }

  /**
   * What a database consists of besides its tables.
   *
   * @param kind as {@code SHOW CREATE} names it
   * @param query lists the names; its one parameter is the database
   * @param column of {@code SHOW CREATE} that holds the statement, from 1
   * @param hasSqlMode whether column 2 holds the SQL mode that it was written in
   */
  public record Kind(String kind, String query, int column, boolean hasSqlMode) {}

  public static List<Kind> kinds() {
    return List.of(
        new Kind(
            "TRIGGER",
            "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ?"
                + " ORDER BY action_order",
            3,
            true),
        routine("FUNCTION"),
        routine("PROCEDURE"),
        new Kind(
            "VIEW",
            "SELECT table_name FROM information_schema.views WHERE table_schema = ?",
            2,
            false),
        new Kind(
            "EVENT",
            "SELECT event_name FROM information_schema.events WHERE event_schema = ?",
            4,
            true));
  }

  private static Kind routine(String type) {
    return new Kind(
        type,
        "SELECT routine_name FROM information_schema.routines WHERE routine_type = '"
            + type
            + "' AND routine_schema = ?",
        3,
        true);
  }

  public static String tables() {
    return "SELECT table_name FROM information_schema.tables"
        + " WHERE table_type = 'BASE TABLE' AND table_schema = ?";
  }

  public String showCreate(Kind kind, String name) {
    return "SHOW CREATE " + kind.kind() + " " + qualified(from, name);
  }

  public String drop(Kind kind, String name) {
    return "DROP " + kind.kind() + " IF EXISTS " + qualified(from, name);
  }

  /** All of them or none. */
  public String rename(List<String> tables) {
    return "RENAME TABLE "
        + tables.stream()
            .map(it -> qualified(from, it) + " TO " + qualified(to, it))
            .collect(Collectors.joining(", "));
  }

  public String use() {
    return "USE " + MySqlSql.name(to);
  }

  public String dropOld() {
    return "DROP DATABASE IF EXISTS " + MySqlSql.name(from);
  }

  /** The character set and order that new tables have; it is empty then. */
  public String setDefaults(String collation) {
    return "ALTER DATABASE " + MySqlSql.name(to) + " COLLATE " + collation;
  }

  public static String defaults() {
    return "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = ?";
  }

  /**
   * The statement for the new database: its owner defines, its tables are meant. Tables and aliases
   * may be called as the old database is: only what qualifies a name of the database is replaced.
   *
   * @param names of all that the database consists of, in lower case
   */
  public String rewritten(String statement, Set<String> names) {
    var definer = "DEFINER=" + MySqlSql.account(MySqlAccounts.of(to));
    var text = DEFINER.matcher(statement).replaceFirst(Matcher.quoteReplacement(definer));
    return qualifier
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    names.contains(qualified(found)) ? MySqlSql.name(to) + "." : found.group()));
  }

  private static String qualified(MatchResult found) {
    var name = Optional.ofNullable(found.group(1)).orElse(found.group(2));
    return name.toLowerCase(Locale.ROOT);
  }

  private static String qualified(String database, String name) {
    return MySqlSql.name(database) + "." + MySqlSql.name(name);
  }
}
