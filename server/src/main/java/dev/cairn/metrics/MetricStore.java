package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** The ring: 1440 rows of a database at most, one for each minute of the day. */
@RegisterRowMapper(MetricStore.MinuteMapper.class)
interface MetricStore {
  int MINUTES = 24 * 60;

  /** Takes the place of yesterday's; of a database that is gone meanwhile nothing is kept. */
  @SqlBatch(
      """
      insert into metric (identifier, slot, at, used, storage, memory, connections,
        max_connections, queries_per_second, cache_hit_ratio, lag, behind)
      select identifier, :slot, :at, :used, :storage, :memory, :connections, :maxConnections,
        :queriesPerSecond, :cacheHitRatio, :lag, :behind
      from database where identifier = :identifier
      on conflict (identifier, slot) do update
      set at = excluded.at, used = excluded.used, storage = excluded.storage,
        memory = excluded.memory, connections = excluded.connections,
        max_connections = excluded.max_connections,
        queries_per_second = excluded.queries_per_second,
        cache_hit_ratio = excluded.cache_hit_ratio, lag = excluded.lag,
        behind = excluded.behind
      """)
  int[] put(@BindMethods List<Row> rows);

  @SqlQuery("select * from metric where identifier = :identifier and at >= :since order by at")
  List<Minute> list(String identifier, Instant since);

  @SqlQuery("select identifier, count(*) as rows from metric group by identifier")
  @org.jdbi.v3.sqlobject.config.KeyColumn("identifier")
  @org.jdbi.v3.sqlobject.config.ValueColumn("rows")
  java.util.Map<String, Long> countRows();

  /** A minute as it is written. */
  record Row(
      String identifier,
      int slot,
      OffsetDateTime at,
      long used,
      long storage,
      Optional<Long> memory,
      int connections,
      int maxConnections,
      Optional<Double> queriesPerSecond,
      Optional<Double> cacheHitRatio,
      Optional<Double> lag,
      Optional<Long> behind) {

    static Row of(String identifier, Minute minute) {
      long since = minute.at().getEpochSecond() / 60;
      return new Row(
          identifier,
          Math.toIntExact(Math.floorMod(since, MINUTES)),
          minute.at().atOffset(ZoneOffset.UTC),
          minute.used().value(),
          minute.storage().value(),
          minute.memory().map(Bytes::value),
          minute.connections(),
          minute.maxConnections(),
          boxed(minute.queriesPerSecond()),
          boxed(minute.cacheHitRatio()),
          boxed(minute.lagSeconds()),
          minute.behind().map(Bytes::value));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
      return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
  }

  /** A minute from its row. */
  final class MinuteMapper implements RowMapper<Minute> {
    @Override
    public Minute map(ResultSet row, StatementContext context) throws SQLException {
      return new Minute(
          row.getObject("at", OffsetDateTime.class).toInstant(),
          row.getInt("connections"),
          row.getInt("max_connections"),
          number(row, "queries_per_second"),
          number(row, "cache_hit_ratio"),
          new Bytes(row.getLong("used")),
          new Bytes(row.getLong("storage")),
          bytes(row, "memory"),
          number(row, "lag"),
          bytes(row, "behind"));
    }

    private static Optional<Bytes> bytes(ResultSet row, String column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? Optional.empty() : Optional.of(new Bytes(value));
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
      double value = row.getDouble(column);
      return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }
}
