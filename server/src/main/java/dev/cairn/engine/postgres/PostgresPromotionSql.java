package dev.cairn.engine.postgres;

/** What Cairn says to primaries and replicas while the writes go from one to another. */
public final class PostgresPromotionSql {
  private PostgresPromotionSql() {}

  /**
   * A write that nobody sees, on disk when it is answered: a message in the log that no table
   * holds. Tells where it ends, in bytes since the beginning of the log.
   */
  public static String mark() {
    return "SELECT set_config('synchronous_commit', 'on', true),"
        + " pg_wal_lsn_diff(pg_logical_emit_message(true, 'cairn', 'mark'), '0/0')";
  }

  /** Brings to disk what would otherwise be brought there while nobody may write. */
  public static String checkpoint() {
    return "CHECKPOINT";
  }

  /** Whether it takes no writes, as its log comes from elsewhere. */
  public static String isReplica() {
    return "SELECT pg_is_in_recovery()";
  }

  /**
   * Of a replica: whether it is one, bytes received, bytes replayed, whether all that it has is
   * replayed as far as that can be, and what became of a wish to pause.
   */
  public static String received() {
    return """
        SELECT pg_is_in_recovery(),
          coalesce(pg_wal_lsn_diff(
            greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0'), 0),
          coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0),
          EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE backend_type = 'startup'
            AND wait_event IN ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval')),
          CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() ELSE '' END
        """;
  }

  public static String replayOn() {
    return "SELECT pg_wal_replay_resume()";
  }

  /** Returns at once. */
  public static String promote() {
    return "SELECT pg_promote(wait => false)";
  }
}
