package dev.cairn.activity;

import dev.cairn.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterRowMapper(ActivityStore.Mapper.class)
interface ActivityStore {
  @SqlUpdate(
      """
      insert into activity (actor, action, target, details)
      values (:actor, :action, :target, cast(:details as jsonb))
      """)
  void insert(String actor, String action, String target, String details);

  @SqlQuery(
      """
      select * from activity
      where :target = '' or target = :target or starts_with(target, :target || '/')
      order by at desc, id desc limit :limit
      """)
  List<ActivityEntry> list(String target, int limit);

  /** An entry from its row. */
  final class Mapper implements RowMapper<ActivityEntry> {
    @Override
    public ActivityEntry map(ResultSet row, StatementContext context) throws SQLException {
      return new ActivityEntry(
          row.getLong("id"),
          row.getObject("at", OffsetDateTime.class).toInstant(),
          row.getString("actor"),
          row.getString("action"),
          row.getString("target"),
          Json.readStrings(row.getString("details")));
    }
  }
}
