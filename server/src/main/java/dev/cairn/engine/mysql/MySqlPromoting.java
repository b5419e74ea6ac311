package dev.cairn.engine.mysql;

import dev.cairn.engine.mysql.MySqlAccounts.Account;
import java.util.List;

/** The SQL by which a primary hands over to one of its replicas. */
public final class MySqlPromoting {
  /**
   * The origin of transactions that change nothing: they show that one server takes writes, or that
   * another gets them. One number stands for the same nothing wherever it was given.
   */
  public static final String MARKS = "ca1f0e70-0000-4000-8000-6d61726b7300";

  private MySqlPromoting() {}

  /** All sessions but this one, those of replicas, and the server's own. */
  public static String others() {
    return """
        SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()
          AND user NOT IN ('cairn_replication', 'system user', 'event_scheduler')""";
  }

  /** No event begins any more; they are writers that no session shows between two of them. */
  public static String stopEvents() {
    return "SET GLOBAL event_scheduler = OFF";
  }

  /** A transaction of no content; where that number was given already, nothing happens. */
  public static List<String> mark(long number) {
    return List.of(
        "SET SESSION gtid_next = '" + MARKS + ":" + number + "'",
        "BEGIN",
        "COMMIT",
        "SET SESSION gtid_next = 'AUTOMATIC'");
  }

  /** 1 where writes are refused to nobody. */
  public static String takesWrites() {
    return "SELECT NOT (@@global.super_read_only OR @@global.read_only)";
  }

  public static String replay() {
    return "START REPLICA SQL_THREAD";
  }

  /** It followed nobody, ever; what it has received and not replayed is gone. */
  public static String forgetPrimary() {
    return "RESET REPLICA ALL";
  }

  /** Schema, name, and user and host of the definer of events that ran at a primary, or did not. */
  public static String sleepingEvents() {
    return """
        SELECT event_schema, event_name, definer FROM information_schema.events
        WHERE status IN ('SLAVESIDE_DISABLED', 'REPLICA_SIDE_DISABLED')""";
  }

  /** Schema and name of those that run, or would with the scheduler. */
  public static String enabledEvents() {
    return "SELECT event_schema, event_name FROM information_schema.events WHERE status = 'ENABLED'";
  }

  /** Its definer would be who says this. */
  public static String enable(String schema, String name, Account definer) {
    return "ALTER DEFINER = "
        + MySqlSql.account(definer)
        + " EVENT "
        + MySqlSql.name(schema)
        + "."
        + MySqlSql.name(name)
        + " ENABLE";
  }
}
