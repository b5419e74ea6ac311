package dev.cairn.stack;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterRowMapper(StackStore.StackMapper.class)
@RegisterRowMapper(StackStore.StageMapper.class)
interface StackStore {
  @SqlQuery("select * from stack order by name")
  List<Stack> list();

  @SqlQuery("select * from stack where name = :name")
  Optional<Stack> find(String name);

  /** Keeps others from changing the stack's stages until the transaction ends. */
  @SqlQuery("select * from stack where name = :name for update")
  Optional<Stack> lock(String name);

  /** Keeps others from creating stages, of any stack, until the transaction ends. */
  @SqlQuery("select * from stack order by name for no key update")
  List<Stack> lockAll();

  @SqlUpdate("insert into stack (name) values (:name) on conflict do nothing")
  int insert(String name);

  @SqlUpdate(
      """
      delete from stack where name = :name and not exists (select from stage where stack = :name)
      """)
  int delete(String name);

  @SqlQuery("select * from stage where stack = :stack order by position")
  List<Stage> listStages(String stack);

  @SqlQuery("select * from stage where stack = :stack and name = :name")
  Optional<Stage> findStage(String stack, String name);

  /** Another stage whose names, joined in either order, are this one's. */
  @SqlQuery(
      """
      select * from stage
      where (stack || '-' || name = :stack || '-' || :name
          or name || '-' || stack = :name || '-' || :stack)
        and stack <> :stack
      order by stack limit 1
      """)
  Optional<Stage> findSameJoined(String stack, String name);

  /** Makes room behind a position. */
  @SqlUpdate(
      "update stage set position = position + 1 where stack = :stack and position >= :position")
  int shift(String stack, int position);

  @SqlUpdate(
      """
      insert into stage (stack, name, position, target, region)
      values (:stack, :name, :position, :target, :region) on conflict (stack, name) do nothing
      """)
  int insertStage(String stack, String name, int position, String target, String region);

  @SqlUpdate("delete from stage where stack = :stack and name = :name")
  int deleteStage(String stack, String name);

  @SqlUpdate(
      "update stage set position = position - 1 where stack = :stack and position > :position")
  int closeGap(String stack, int position);

  /** A stack from its row. */
  final class StackMapper implements RowMapper<Stack> {
    @Override
    public Stack map(ResultSet row, StatementContext context) throws SQLException {
      return new Stack(
          new Name(row.getString("name")),
          row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
  }

  /** A stage from its row. */
  final class StageMapper implements RowMapper<Stage> {
    @Override
    public Stage map(ResultSet row, StatementContext context) throws SQLException {
      return new Stage(
          new StageRef(new Name(row.getString("stack")), new Name(row.getString("name"))),
          row.getInt("position"),
          row.getString("target"),
          row.getString("region"),
          row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
  }
}
