package dev.cairn.access;

import dev.cairn.core.Name;
import java.sql.ResultSet;
import java.sql.SQLException;
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

@RegisterRowMapper(TokenStore.Mapper.class)
@RegisterRowMapper(TokenStore.HolderMapper.class)
interface TokenStore {
  @SqlQuery("select * from api_token order by user_name, name")
  List<Token> list();

  @SqlQuery(
      """
      insert into api_token (hash, name, user_name, expires_at)
      values (:hash, :name, :user, :expiresAt)
      on conflict (user_name, name) do nothing
      returning *
      """)
  Optional<Token> insert(byte[] hash, String name, String user, Optional<Instant> expiresAt);

  /** Whose token it is, if it holds. That it was used is noted once a minute. */
  @SqlQuery(
      """
      with noted as (
        update api_token set last_used_at = now()
        where hash = :hash and (expires_at is null or expires_at > now())
          and (last_used_at is null or last_used_at < now() - interval '1 minute'))
      select u.*, t.expires_at from api_token t join cairn_user u on u.name = t.user_name
      where t.hash = :hash and (t.expires_at is null or t.expires_at > now())
      """)
  Optional<Holder> use(byte[] hash);

  /** Whose a token is that holds, and until when. */
  record Holder(User user, Optional<Instant> until) {}

  @SqlQuery("delete from api_token where id = :id returning *")
  Optional<Token> delete(UUID id);

  @SqlUpdate("delete from api_token where user_name = :user and name = :name")
  int deleteNamed(String user, String name);

  /** A token from its row. */
  final class Mapper implements RowMapper<Token> {
    @Override
    public Token map(ResultSet row, StatementContext context) throws SQLException {
      return new Token(
          row.getObject("id", UUID.class),
          row.getString("name"),
          new Name(row.getString("user_name")),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          instant(row, "expires_at"),
          instant(row, "last_used_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
      return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }
  }

  /** A token's user from its row. */
  final class HolderMapper implements RowMapper<Holder> {
    private final UserStore.Mapper users = new UserStore.Mapper();

    @Override
    public Holder map(ResultSet row, StatementContext context) throws SQLException {
      return new Holder(users.map(row, context), Mapper.instant(row, "expires_at"));
    }
  }
}
