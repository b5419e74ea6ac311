package dev.cairn.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterRowMapper(SessionStore.Mapper.class)
interface SessionStore {
  @SqlUpdate(
      """
      insert into session (hash, user_name, by_password, created_at, last_seen_at, expires_at)
      values (:hash, :user, :byPassword, :now, :now, :expiresAt)
      """)
  void insert(byte[] hash, String user, boolean byPassword, Instant now, Instant expiresAt);

  /** One that has not ended. */
  record Found(User user, boolean byPassword) {}

  /** Whose session it is, if it has not ended. That it was used is noted once a minute. */
  @SqlQuery(
      """
      with noted as (
        update session set last_seen_at = :now
        where hash = :hash and expires_at > :now and last_seen_at > :idleSince
          and last_seen_at < cast(:now as timestamptz) - interval '1 minute')
      select u.*, s.by_password from session s join cairn_user u on u.name = s.user_name
      where s.hash = :hash and s.expires_at > :now and s.last_seen_at > :idleSince
      """)
  Optional<Found> use(byte[] hash, Instant now, Instant idleSince);

  @SqlUpdate("delete from session where hash = :hash")
  int delete(byte[] hash);

  @SqlUpdate("delete from session where user_name = :user")
  int deleteOf(String user);

  @SqlUpdate("delete from session where expires_at < :now or last_seen_at < :idleSince")
  int deleteExpired(Instant now, Instant idleSince);

  /** A session's user from its row. */
  final class Mapper implements RowMapper<Found> {
    private final UserStore.Mapper users = new UserStore.Mapper();

    @Override
    public Found map(ResultSet row, StatementContext context) throws SQLException {
      return new Found(users.map(row, context), row.getBoolean("by_password"));
    }
  }
}
