package dev.cairn.access;

import dev.cairn.core.Name;
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

@RegisterRowMapper(AccessKeyStore.Mapper.class)
@RegisterRowMapper(AccessKeyStore.SealedMapper.class)
@RegisterRowMapper(UserStore.Mapper.class)
interface AccessKeyStore {

  /** A key's secret as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sealed(String id, byte[] sealed) {}

  @SqlQuery("select * from access_key order by user_name, name")
  List<AccessKey> list();

  @SqlQuery("select id, sealed from access_key order by id")
  List<Sealed> listSealed();

  @SqlQuery(
      """
      insert into access_key (id, name, user_name, sealed) values (:id, :name, :user, :sealed)
      on conflict (user_name, name) do nothing
      returning *
      """)
  Optional<AccessKey> insert(String id, String name, String user, byte[] sealed);

  @SqlQuery("select id, sealed from access_key where id = :id")
  Optional<Sealed> findSealed(String id);

  @SqlQuery(
      """
      select u.* from access_key k join cairn_user u on u.name = k.user_name where k.id = :id
      """)
  Optional<User> findOwner(String id);

  /** Once a minute is enough. */
  @SqlUpdate(
      """
      update access_key set last_used_at = now()
      where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
      """)
  int touch(String id);

  @SqlUpdate("update access_key set sealed = :sealed where id = :id and sealed = :before")
  int reseal(String id, byte[] before, byte[] sealed);

  @SqlQuery("delete from access_key where id = :id returning *")
  Optional<AccessKey> delete(String id);

  /** A key from its row. */
  final class Mapper implements RowMapper<AccessKey> {
    @Override
    public AccessKey map(ResultSet row, StatementContext context) throws SQLException {
      return new AccessKey(
          row.getString("id"),
          row.getString("name"),
          new Name(row.getString("user_name")),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          Optional.ofNullable(row.getObject("last_used_at", OffsetDateTime.class))
              .map(OffsetDateTime::toInstant));
    }
  }

  /** A sealed secret from its row. */
  final class SealedMapper implements RowMapper<Sealed> {
    @Override
    public Sealed map(ResultSet row, StatementContext context) throws SQLException {
      return new Sealed(row.getString("id"), row.getBytes("sealed"));
    }
  }
}
