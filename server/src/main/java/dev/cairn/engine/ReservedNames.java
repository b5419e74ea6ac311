package dev.cairn.engine;

import java.util.Set;

/**
 * Names that some engine, or Cairn in it, keeps for itself: no stack's database or user has one,
 * whatever its engine, so that it is called the same in all of them.
 *
 * <p>PostgreSQL: names beginning with {@code pg_}, its own databases, and words that stand for a
 * role in SQL (postgresql.org/docs/current/sql-createrole.html). MySQL: system schemas and reserved
 * accounts (dev.mysql.com/doc/refman/8.4/en/reserved-accounts.html). Redis: the default user.
 */
public final class ReservedNames {
  private static final Set<String> ALL =
      Set.of(
          "cairn_admin",
          "cairn_replication",
          "postgres",
          "template0",
          "template1",
          "public",
          "none",
          "user",
          "current_user",
          "current_role",
          "session_user",
          "mysql",
          "sys",
          "information_schema",
          "performance_schema",
          "ndbinfo",
          "root",
          "event_scheduler",
          "default");

  private ReservedNames() {}

  public static boolean contains(String name) {
    return name.startsWith("pg_") || ALL.contains(name);
  }
}
