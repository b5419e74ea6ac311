package dev.cairn.provider.local.postgres;

import java.util.List;

/**
 * What a replica says of the log that it has; positions are bytes since its beginning.
 *
 * @param replica false where it takes writes
 * @param received on its disk
 * @param waits whether it has replayed all that it could: what lies behind is a part of a record
 * @param pause what became of a wish that it replays no more
 */
record PostgresReceived(
    boolean replica, long received, long replayed, boolean waits, String pause) {

  /** Of a row of {@link dev.cairn.engine.postgres.PostgresPromotionSql#received}. */
  static PostgresReceived of(List<String> row) {
    return new PostgresReceived(
        row.get(0).startsWith("t"),
        Long.parseLong(row.get(1)),
        Long.parseLong(row.get(2)),
        row.get(3).startsWith("t"),
        row.get(4));
  }

  /** Whether it has replayed all, or has nothing to replay. */
  boolean isDone() {
    return !replica || replayed >= received;
  }

  boolean isPaused() {
    return pause.startsWith("pause");
  }
}
