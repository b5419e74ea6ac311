package dev.cairn.metrics.traffic;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.db.Json;
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

/** The ring: 1440 rows of a stage at most, one for each minute of the day. */
@RegisterRowMapper(TrafficStore.MinuteMapper.class)
@RegisterRowMapper(TrafficStore.StageMapper.class)
interface TrafficStore {
  int MINUTES = 24 * 60;

  /** Those that have an address. */
  @SqlQuery("select stack, stage from service")
  List<StageRef> listStages();

  /** Takes the place of yesterday's; of an application that is gone meanwhile nothing is kept. */
  @SqlBatch(
      """
      insert into traffic (stack, stage, slot, at, seconds, requests, errors, refused, p50, p99)
      select stack, stage, :slot, :at, :seconds, :requests, :errors, cast(:refused as jsonb),
        :p50, :p99
      from service where stack = :stack and stage = :stage
      on conflict (stack, stage, slot) do update
      set at = excluded.at, seconds = excluded.seconds, requests = excluded.requests,
        errors = excluded.errors, refused = excluded.refused, p50 = excluded.p50,
        p99 = excluded.p99
      """)
  int[] put(@BindMethods List<Row> rows);

  @SqlQuery(
      """
      select * from traffic where stack = :stack and stage = :stage and at >= :since order by at
      """)
  List<TrafficMinute> list(String stack, String stage, Instant since);

  @SqlQuery("select count(*) from traffic where stack = :stack and stage = :stage")
  long countRows(String stack, String stage);

  /** A minute as it is written. */
  record Row(
      String stack,
      String stage,
      int slot,
      OffsetDateTime at,
      double seconds,
      long requests,
      long errors,
      String refused,
      Optional<Double> p50,
      Optional<Double> p99) {

    static Row of(StageRef stage, TrafficMinute minute) {
      long since = minute.at().getEpochSecond() / 60;
      return new Row(
          stage.stack().value(),
          stage.stage().value(),
          Math.toIntExact(Math.floorMod(since, MINUTES)),
          minute.at().atOffset(ZoneOffset.UTC),
          minute.seconds(),
          minute.requests(),
          minute.errors(),
          Json.write(minute.refused()),
          boxed(minute.p50()),
          boxed(minute.p99()));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
      return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
  }

  /** A stage from its names. */
  final class StageMapper implements RowMapper<StageRef> {
    @Override
    public StageRef map(ResultSet row, StatementContext context) throws SQLException {
      return new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage")));
    }
  }

  /** A minute from its row. */
  final class MinuteMapper implements RowMapper<TrafficMinute> {
    @Override
    public TrafficMinute map(ResultSet row, StatementContext context) throws SQLException {
      return new TrafficMinute(
          row.getObject("at", OffsetDateTime.class).toInstant(),
          row.getDouble("seconds"),
          row.getLong("requests"),
          row.getLong("errors"),
          Json.readCounts(row.getString("refused")),
          number(row, "p50"),
          number(row, "p99"));
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
      double value = row.getDouble(column);
      return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }
}
