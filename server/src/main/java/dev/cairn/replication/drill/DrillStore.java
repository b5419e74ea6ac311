package dev.cairn.replication.drill;

import dev.cairn.core.Bytes;
import dev.cairn.database.DatabaseRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Rows of drills. Times are the database's own: they are compared with each other. */
@RegisterRowMapper(DrillStore.RowOfDrill.class)
@RegisterRowMapper(DrillStore.RowOfResult.class)
interface DrillStore {
  @SqlUpdate(
      """
      insert into drill (id, kind, stack, stage, engine, primary_identifier, instance)
      values (:id, 'promote', :stack, :stage, :engine, :primary, :instance)
      """)
  int insert(UUID id, String stack, String stage, String engine, String primary, String instance);

  @SqlQuery("select * from drill where id = :id")
  Optional<Drill> find(UUID id);

  /** Its primary admits it from now on. One that had ended and is tried again begins anew. */
  @SqlUpdate(
      """
      update drill
      set admitted = true, finished_at = null, reason = '', promote_ms = null, total_ms = null,
          lag_ms = null, missing_bytes = null, healthy = null, forked_since = null,
          application = '', application_since = null, removed_since = null, kept = false,
          started_at = case when finished_at is null then started_at else clock_timestamp() end
      where id = :id
      """)
  int begin(UUID id);

  @SqlUpdate("update drill set admitted = false where id = :id")
  int release(UUID id);

  /** None of its data is there. */
  @SqlUpdate(
      """
      update drill set removed_since = coalesce(removed_since, clock_timestamp()) where id = :id
      """)
  int removed(UUID id);

  /** Its primary was not told to keep nothing for it. */
  @SqlUpdate("update drill set kept = true where id = :id")
  int kept(UUID id);

  @SqlUpdate("update drill set kept = false where id = :id")
  int forgotten(UUID id);

  @SqlQuery("select * from drill where kept and finished_at is not null order by started_at")
  List<Drill> listKept();

  @SqlUpdate("update drill set lag_ms = :lag, missing_bytes = :missing where id = :id")
  int found(UUID id, Optional<Long> lag, Optional<Long> missing);

  /** It is asked to take writes, for the first time or again. */
  @SqlUpdate(
      """
      update drill set forked_since = coalesce(forked_since, clock_timestamp()) where id = :id
      """)
  int fork(UUID id);

  /** It took one. */
  @SqlUpdate(
      """
      update drill
      set promote_ms = coalesce(
        promote_ms, round(extract(epoch from clock_timestamp() - forked_since) * 1000))
      where id = :id
      """)
  int forked(UUID id);

  @SqlUpdate("update drill set application = :runsAs where id = :id")
  int begun(UUID id, String runsAs);

  @SqlUpdate("update drill set application_since = clock_timestamp() where id = :id")
  int started(UUID id);

  @SqlUpdate("update drill set application_since = null where id = :id")
  int stopped(UUID id);

  @SqlUpdate("update drill set healthy = :healthy where id = :id")
  int checked(UUID id, boolean healthy);

  @SqlUpdate(
      """
      update drill
      set finished_at = clock_timestamp(), reason = :reason,
          total_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000)
      where id = :id and finished_at is null
      """)
  int finish(UUID id, String reason);

  /** Newest first. */
  @SqlQuery(
      """
      select * from drill
      where stack = :stack and stage = :stage and engine = :engine
      order by started_at desc, id limit :limit
      """)
  List<DrillResult> list(String stack, String stage, String engine, int limit);

  /** Those whose second instance of an application may run. */
  @SqlQuery(
      """
      select * from drill where finished_at is null and application <> '' order by started_at
      """)
  List<DrillResult> listApplied();

  /** For the steps. */
  final class RowOfDrill implements RowMapper<Drill> {
    @Override
    public Drill map(ResultSet row, StatementContext context) throws SQLException {
      return new Drill(
          row.getObject("id", UUID.class),
          row.getString("primary_identifier"),
          row.getString("instance"),
          row.getString("application"),
          at(row, "application_since"),
          Optional.ofNullable(row.getObject("healthy", Boolean.class)),
          at(row, "removed_since"),
          at(row, "finished_at").isPresent());
    }
  }

  /** For people. */
  final class RowOfResult implements RowMapper<DrillResult> {
    @Override
    public DrillResult map(ResultSet row, StatementContext context) throws SQLException {
      return new DrillResult(
          row.getObject("id", UUID.class),
          DatabaseRef.parse(
              row.getString("stack")
                  + "/"
                  + row.getString("stage")
                  + "/"
                  + row.getString("engine")),
          at(row, "started_at").orElseThrow(),
          at(row, "finished_at"),
          millis(row, "promote_ms"),
          millis(row, "total_ms"),
          millis(row, "lag_ms"),
          Optional.ofNullable(row.getObject("missing_bytes", Long.class)).map(Bytes::new),
          Optional.ofNullable(row.getObject("healthy", Boolean.class)),
          row.getString("reason"));
    }

    private static Optional<Duration> millis(ResultSet row, String column) throws SQLException {
      return Optional.ofNullable(row.getObject(column, Long.class)).map(Duration::ofMillis);
    }
  }

  private static Optional<Instant> at(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
