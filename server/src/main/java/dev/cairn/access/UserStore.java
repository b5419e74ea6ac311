package dev.cairn.access;

import dev.cairn.core.Name;
import dev.cairn.core.Role;
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

@RegisterRowMapper(UserStore.Mapper.class)
interface UserStore {
  @SqlQuery("select * from cairn_user order by name")
  List<User> list();

  @SqlQuery("select * from cairn_user where name = :name")
  Optional<User> find(String name);

  @SqlQuery("select password_hash from cairn_user where name = :name and password_hash is not null")
  Optional<String> findPasswordHash(String name);

  @SqlUpdate("insert into cairn_user (name, role) values (:name, :role) on conflict do nothing")
  int insert(String name, String role);

  /** So that two admins who remove one another do so one after the other. */
  @SqlQuery("select name from cairn_user where role = 'ADMIN' order by name for update")
  List<String> lockAdmins();

  @SqlUpdate(
      """
      update cairn_user set role = :role
      where name = :name and role <> :role
        and (role <> 'ADMIN'
             or exists (select 1 from cairn_user o where o.role = 'ADMIN' and o.name <> :name))
      """)
  int setRole(String name, String role);

  /** Present while that is the password; until the transaction ends it stays so. */
  @SqlQuery("select name from cairn_user where name = :name and password_hash = :hash for share")
  Optional<String> lockPassword(String name, String hash);

  @SqlUpdate("update cairn_user set password_hash = :hash where name = :name")
  int setPasswordHash(String name, String hash);

  @SqlUpdate(
      """
      delete from cairn_user
      where name = :name
        and (role <> 'ADMIN'
             or exists (select 1 from cairn_user o where o.role = 'ADMIN' and o.name <> :name))
      """)
  int delete(String name);

  /** A user from its row. */
  final class Mapper implements RowMapper<User> {
    @Override
    public User map(ResultSet row, StatementContext context) throws SQLException {
      return new User(
          new Name(row.getString("name")),
          Role.valueOf(row.getString("role")),
          Optional.ofNullable(row.getString("password_hash")).isPresent(),
          row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
  }
}
