package dev.cairn.access;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterRowMapper(UserStore.Mapper.class)
interface SignInLinkStore {
  @SqlUpdate(
      "insert into sign_in_link (hash, user_name, expires_at) values (:hash, :user, :expiresAt)")
  void insert(byte[] hash, String user, Instant expiresAt);

  /** Uses the link up: of two at once, one gets the user. */
  @SqlQuery(
      """
      with used as (
        update sign_in_link set used_at = :now
        where hash = :hash and used_at is null and expires_at > :now
        returning user_name)
      select u.* from used join cairn_user u on u.name = used.user_name
      """)
  Optional<User> redeem(byte[] hash, Instant now);

  @SqlUpdate("delete from sign_in_link where user_name = :user")
  int deleteOf(String user);

  @SqlUpdate("delete from sign_in_link where expires_at < :before")
  int deleteExpired(Instant before);
}
