package dev.cairn.operation;

import dev.cairn.core.Problem;
import dev.cairn.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** An operation with its steps, from one row: the steps come as one JSON array. */
public final class OperationMapper implements RowMapper<Operation> {

  /** A step as PostgreSQL's {@code to_jsonb} writes it. */
  private record StepRow(
      int position,
      String name,
      String title,
      Operation.StepStatus status,
      String progress,
      int attempts,
      Map<String, String> output,
      @Nullable String started_at,
      @Nullable String finished_at,
      boolean no_return) {

    Operation.Step toStep() {
      return new Operation.Step(
          position,
          name,
          title,
          status,
          progress,
          attempts,
          output,
          Optional.ofNullable(started_at).map(StepRow::instant),
          Optional.ofNullable(finished_at).map(StepRow::instant),
          no_return);
    }

    private static Instant instant(String text) {
      return OffsetDateTime.parse(text).toInstant();
    }
  }

  @Override
  public Operation map(ResultSet row, StatementContext context) throws SQLException {
    return new Operation(
        row.getObject("id", UUID.class),
        row.getString("kind"),
        row.getString("target"),
        row.getString("title"),
        row.getString("actor"),
        Operation.Status.valueOf(row.getString("status")),
        Json.readStrings(row.getString("input")),
        steps(row.getString("steps")),
        Optional.ofNullable(row.getString("problem")).map(json -> Json.read(json, Problem.class)),
        row.getBoolean("cancel_requested"),
        row.getBoolean("undoing"),
        List.of((String[]) row.getArray("also").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("finished_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  private static List<Operation.Step> steps(String json) {
    return Arrays.stream(Json.read(json, StepRow[].class)).map(StepRow::toStep).toList();
  }
}
