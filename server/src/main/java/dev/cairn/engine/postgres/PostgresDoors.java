package dev.cairn.engine.postgres;

import dev.cairn.engine.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which databases of an instance its application's user may enter and make. In its own it may do
 * everything; in {@code postgres} it may look around, read-only until it may make databases. A
 * database that it makes is its own, and nobody else's: no other user but the administrator is on
 * the instance.
 */
public final class PostgresDoors {
  private static final String OWN = "own";
  private static final String CREATES = "creates";

  private PostgresDoors() {}

  /** How it is: of each of these, whether it is so. */
  public static String query(String owner) {
    return """
        SELECT 'postgres', EXISTS (SELECT FROM pg_database WHERE datname = 'postgres')
        UNION ALL SELECT 'own', EXISTS (SELECT FROM pg_database WHERE datname = %1$s)
        UNION ALL SELECT 'creates', rolcreatedb FROM pg_roles WHERE rolname = %1$s
        """
        .formatted(PostgresSql.literal(owner));
  }

  /**
   * What makes it as wanted, each in a transaction of its own.
   *
   * @param found what {@link #query} said
   */
  public static List<String> open(Map<String, Boolean> found, String owner, Tuning tuning) {
    var statements = new ArrayList<String>();
    var user = PostgresSql.name(owner);
    if (!found.getOrDefault(OWN, true)) {
      // Its owner may drop it, from another database: one without it could never log in again.
      statements.add("CREATE DATABASE " + user + " OWNER " + user);
      statements.add("REVOKE ALL ON DATABASE " + user + " FROM PUBLIC");
    }
    boolean isNew = !found.getOrDefault(PostgresSql.LOOKED_AROUND_IN, true);
    if (isNew) {
      statements.add("CREATE DATABASE postgres");
      statements.add("REVOKE ALL ON DATABASE postgres FROM PUBLIC");
      statements.add("GRANT CONNECT ON DATABASE postgres TO " + user);
    }
    boolean creates = found.getOrDefault(CREATES, false);
    if (tuning.createsDatabases() && !creates) {
      // Schema public of what it makes is its own: so it is from PostgreSQL 15 on by itself.
      statements.add("ALTER SCHEMA public OWNER TO pg_database_owner");
      statements.add("ALTER DATABASE postgres RESET default_transaction_read_only");
      statements.add("ALTER ROLE " + user + " CREATEDB");
    } else if (!tuning.createsDatabases() && (creates || isNew)) {
      statements.add("ALTER DATABASE postgres SET default_transaction_read_only = on");
      statements.add("ALTER ROLE " + user + " NOCREATEDB");
      statements.add(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE backend_type = 'client backend' AND usename <> current_user"
              + " AND datname <> "
              + PostgresSql.literal(owner));
    }
    return statements;
  }
}
