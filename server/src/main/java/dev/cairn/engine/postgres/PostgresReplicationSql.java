package dev.cairn.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Cairn says to primaries and replicas: user, slots, base backups, positions. */
public final class PostgresReplicationSql {
  /** Who replicas come as; it may replicate and nothing else. */
  public static final String USER = "cairn_replication";

  private static final String SLOT = "cairn_";

  /** Of a name in PostgreSQL, in bytes. */
  private static final int LONGEST = 63;

  private PostgresReplicationSql() {}

  /**
   * What a primary keeps a replica's place by: its name holds no other characters than a-z 0-9 _.
   */
  public static String slot(String replica) {
    var name = SLOT + replica.replace('-', '_');
    if (name.length() <= LONGEST) {
      return name;
    }
    var rest = "_" + Integer.toHexString(replica.hashCode());
    return name.substring(0, LONGEST - rest.length()) + rest;
  }

  /**
   * The user as it is.
   *
   * @param verifier of its password; see {@link ScramVerifier}
   * @param plain it may replicate, and nothing else
   * @param connections how many at once
   */
  public record User(String verifier, boolean plain, int connections) {
    /** Of a row of {@link #user}. */
    public static User of(List<String> row) {
      return new User(row.get(0), row.get(1).startsWith("t"), Integer.parseInt(row.get(2)));
    }
  }

  /** No row where it is not there. */
  public static String user() {
    return """
        SELECT coalesce(rolpassword, ''),
          rolcanlogin AND rolreplication
            AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls),
          rolconnlimit
        FROM pg_catalog.pg_authid WHERE rolname = 'cairn_replication'
        """;
  }

  /** A replica that comes back may find its last connection still there. */
  private static int connections(int replicas) {
    return 2 * replicas;
  }

  /** Whether the user is as it should be, but for the password. */
  public static boolean isFit(User user, int replicas) {
    return user.plain() && user.connections() == connections(replicas);
  }

  /** Makes the user be as it should be. */
  public static List<String> makeUser(Optional<User> found, int replicas, String verifier) {
    var statements = new ArrayList<String>();
    if (found.isEmpty()) {
      statements.add("CREATE ROLE cairn_replication NOLOGIN");
    }
    statements.add(
        "ALTER ROLE cairn_replication LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE"
            + " NOBYPASSRLS NOINHERIT CONNECTION LIMIT "
            + connections(replicas)
            + " PASSWORD '"
            + verifier
            + "'");
    return statements;
  }

  public static List<String> dropUser() {
    return List.of(endSenders(), "DROP ROLE cairn_replication");
  }

  /** Where something of the application's was granted to it, which keeps it from going. */
  public static List<String> closeUser() {
    return List.of(
        endSenders(), "ALTER ROLE cairn_replication NOLOGIN NOREPLICATION PASSWORD NULL");
  }

  private static String endSenders() {
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        + " WHERE usename = 'cairn_replication'";
  }

  /** Names of Cairn's slots, each with whether somebody uses it. */
  public static String slots() {
    return "SELECT slot_name, active_pid IS NOT NULL FROM pg_catalog.pg_replication_slots"
        + " WHERE slot_type = 'physical' AND starts_with(slot_name, 'cairn_')";
  }

  /** One that keeps all that is written from now on, up to {@code max_slot_wal_keep_size}. */
  public static String makeKeepingSlot(String slot) {
    return "SELECT pg_create_physical_replication_slot("
        + PostgresSql.literal(slot)
        + ", immediately_reserve => true)";
  }

  /**
   * A row where a slot that nobody uses keeps little more than what is written from now on: one
   * that was made a moment ago does, one of a replica that was away does not.
   */
  public static String freshSlot(String slot) {
    return "SELECT slot_name FROM pg_catalog.pg_replication_slots"
        + " WHERE active_pid IS NULL AND wal_status = 'reserved'"
        + " AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) < 16 * 1024 * 1024"
        + " AND slot_name = "
        + PostgresSql.literal(slot);
  }

  /** Sends away who uses a slot, so that it can be dropped. */
  public static String freeSlot(String slot) {
    return "SELECT pg_terminate_backend(active_pid) FROM pg_catalog.pg_replication_slots"
        + " WHERE active_pid IS NOT NULL AND slot_name = "
        + PostgresSql.literal(slot);
  }

  /** Drops a slot that nobody uses. */
  public static String dropSlot(String slot) {
    return "SELECT pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots"
        + " WHERE active_pid IS NULL AND slot_name = "
        + PostgresSql.literal(slot);
  }

  /** What a slot keeps: {@code reserved}, {@code lost} and others; no row where it is not there. */
  public static String slotStatus(String slot) {
    return "SELECT coalesce(wal_status, '') FROM pg_catalog.pg_replication_slots"
        + " WHERE slot_name = "
        + PostgresSql.literal(slot);
  }

  /** Begins a base backup, which lasts as long as its session. */
  public static String startBackup(String version, String label) {
    return version.equals("14")
        ? "SELECT pg_start_backup(" + PostgresSql.literal(label) + ", true, false)"
        : "SELECT pg_backup_start(" + PostgresSql.literal(label) + ", fast => true)";
  }

  /**
   * Ends it: the texts of {@code backup_label} and {@code tablespace_map}, and the last file of the
   * log that it needs.
   */
  public static String stopBackup(String version) {
    return "SELECT labelfile, coalesce(spcmapfile, ''), pg_walfile_name(lsn) FROM "
        + (version.equals("14")
            ? "pg_stop_backup(false, wait_for_archive => false)"
            : "pg_backup_stop(wait_for_archive => false)");
  }

  /**
   * Where a primary is: bytes written since its beginning, and what it keeps for a replica, {@code
   * none} where it keeps no place for it.
   */
  public static String written(String slot) {
    return "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), coalesce(("
        + slotStatus(slot)
        + "), 'none')";
  }

  /**
   * Where a replica is: bytes replayed, whether its primary sends, what became of a wish to pause,
   * milliseconds since the last commit that it replayed, or -1.
   */
  public static String replayed() {
    return """
        SELECT coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0),
          EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver WHERE status = 'streaming'),
          pg_get_wal_replay_pause_state(),
          coalesce(round(1000 * extract(epoch FROM
            clock_timestamp() - pg_last_xact_replay_timestamp()))::bigint, -1)
        """;
  }

  /** Sends away whoever of the application's may not log in any more: also where nobody writes. */
  public static String endOthers(List<String> admitted) {
    return "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
        + " WHERE backend_type = 'client backend' AND usename <> current_user AND NOT usename IN ("
        + String.join(", ", admitted.stream().map(PostgresSql::literal).toList())
        + ")";
  }
}
