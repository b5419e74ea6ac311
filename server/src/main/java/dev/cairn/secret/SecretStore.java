package dev.cairn.secret;

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

/** Secrets without their values, which are in {@link SecretVersionStore}. */
@RegisterRowMapper(SecretStore.Mapper.class)
interface SecretStore {
  /** Recorded, or its value about to change; 0 where another stage's secret has the name. */
  @SqlUpdate(
      """
      insert into secret (name, stack, stage, engine) values (:name, :stack, :stage, :engine)
      on conflict (name) do update set changed_at = clock_timestamp()
      where secret.stack = excluded.stack and secret.stage = excluded.stage
      """)
  int put(String name, String stack, String stage, String engine);

  @SqlUpdate("update secret set changed_at = clock_timestamp() where name = :name")
  int touch(String name);

  /** With all versions. */
  @SqlUpdate("delete from secret where name = :name")
  int delete(String name);

  @SqlQuery("select name, stack, stage, engine, created_at, changed_at from secret order by name")
  List<Secret> list();

  @SqlQuery(
      """
      select name, stack, stage, engine, created_at, changed_at from secret where name = :name
      """)
  Optional<Secret> find(String name);

  @SqlQuery("select name from secret order by created_at limit 1")
  Optional<String> findOldest();

  /** A secret from its row. */
  final class Mapper implements RowMapper<Secret> {
    @Override
    public Secret map(ResultSet row, StatementContext context) throws SQLException {
      return new Secret(
          row.getString("name"),
          new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage"))),
          row.getString("engine"),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }
  }
}
