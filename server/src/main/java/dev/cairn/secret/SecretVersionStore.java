package dev.cairn.secret;

import dev.cairn.secret.SecretVersion.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The values of secrets, sealed. Looked for by an alias, they are those of the other secret. */
@RegisterRowMapper(SecretVersionStore.Mapper.class)
interface SecretVersionStore {

  /**
   * A version and its value as it is stored.
   *
   * @param reader where the application beside the database is to read whose secret it was looked
   *     for by; of replicas, and of what was one once
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(
      String secret, SecretVersion version, byte[] sealed, Optional<Credentials.Reader> reader) {}

  /** Of secrets that have their own. */
  @SqlQuery(
      """
      select v.*, s.alias_of, s.reader_host, s.reader_port
      from secret_version v join secret_now s on s.name = v.secret
      order by v.secret, v.stage
      """)
  List<Row> list();

  @SqlQuery(
      """
      select v.*, s.alias_of, s.reader_host, s.reader_port
      from secret_now s join secret_version v on v.secret = coalesce(s.alias_of, s.name)
      where s.name = :secret
      order by v.stage
      """)
  List<Row> list(String secret);

  @SqlQuery(
      """
      select v.*, s.alias_of, s.reader_host, s.reader_port
      from secret_now s join secret_version v on v.secret = coalesce(s.alias_of, s.name)
      where s.name = :secret and v.stage = :stage
      """)
  Optional<Row> find(String secret, Stage stage);

  @SqlUpdate(
      """
      insert into secret_version (secret, version_id, stage, sealed)
      values (:secret, :id, :stage, :sealed)
      """)
  int insert(String secret, UUID id, Stage stage, byte[] sealed);

  /** Only for a secret that has no pending version. */
  @SqlUpdate(
      """
      insert into secret_version (secret, version_id, stage, sealed)
      select name, :id, 'AWSPENDING', :sealed from secret
      where name = :secret and not exists (
        select from secret_version where secret = :secret and stage = 'AWSPENDING')
      """)
  int insertPending(String secret, UUID id, byte[] sealed);

  /** Another value in the same stage: another version. */
  @SqlUpdate(
      """
      update secret_version set version_id = :id, sealed = :sealed, created_at = clock_timestamp(),
        moved_from = null
      where secret = :secret and stage = :stage
      """)
  int replace(String secret, Stage stage, UUID id, byte[] sealed);

  /**
   * The same user and password elsewhere: another version.
   *
   * @param from the port where they were in force until now, if it is another
   */
  @SqlUpdate(
      """
      update secret_version set version_id = :id, sealed = :sealed, created_at = clock_timestamp(),
        moved_from = coalesce(:from, moved_from)
      where secret = :secret and stage = :stage
      """)
  int move(String secret, Stage stage, UUID id, byte[] sealed, Optional<Integer> from);

  /** The same user and password as a version of another secret; marked as it was. */
  @SqlUpdate(
      """
      update secret_version set secret = :to, version_id = :id, sealed = :sealed,
        created_at = clock_timestamp()
      where secret = :from and version_id = :before
      """)
  int moveOver(String from, UUID before, String to, UUID id, byte[] sealed);

  /** Every value was in force at that port too, until now. */
  @SqlUpdate("update secret_version set moved_from = :from where secret = :secret")
  int knownAt(String secret, int from);

  @SqlQuery(
      """
      select secret from secret_version where stage = 'AWSCURRENT' and moved_from is not null
      """)
  Set<String> listMoved();

  @SqlQuery(
      """
      select moved_from from secret_version
      where secret = :secret and stage = 'AWSCURRENT' and moved_from is not null
      """)
  Optional<Integer> findMovedFrom(String secret);

  /** The same value, sealed with another key. */
  @SqlUpdate(
      """
      update secret_version set sealed = :sealed
      where secret = :secret and version_id = :id and sealed = :before
      """)
  int reseal(String secret, UUID id, byte[] before, byte[] sealed);

  /** Pending becomes current, current previous, and what was previous goes. */
  @SqlUpdate(
      """
      with gone as (
        delete from secret_version previous
        where secret = :secret and stage = 'AWSPREVIOUS' and exists (
          select from secret_version where secret = :secret and stage = 'AWSPENDING'))
      update secret_version
      set stage = case stage when 'AWSPENDING' then 'AWSCURRENT' else 'AWSPREVIOUS' end
      where secret = :secret and stage in ('AWSPENDING', 'AWSCURRENT') and exists (
        select from secret_version where secret = :secret and stage = 'AWSPENDING')
      """)
  int promotePending(String secret);

  /** The reverse: current becomes pending, and previous current. */
  @SqlUpdate(
      """
      update secret_version
      set stage = case stage when 'AWSCURRENT' then 'AWSPENDING' else 'AWSCURRENT' end
      where secret = :secret and stage in ('AWSCURRENT', 'AWSPREVIOUS')
        and exists (select from secret_version where secret = :secret and stage = 'AWSPREVIOUS')
        and not exists (select from secret_version where secret = :secret and stage = 'AWSPENDING')
      """)
  int demoteCurrent(String secret);

  @SqlUpdate(
      """
      update secret_version set stage = 'AWSPREVIOUS'
      where secret = :secret and stage = 'AWSPENDING'
        and not exists (select from secret_version where secret = :secret and stage = 'AWSPREVIOUS')
      """)
  int keepPending(String secret);

  @SqlQuery("select secret from secret_version where stage = 'AWSPREVIOUS'")
  Set<String> listWithPrevious();

  @SqlUpdate("delete from secret_version where secret = :secret and stage = :stage")
  int delete(String secret, Stage stage);

  /** A version from its row. */
  final class Mapper implements RowMapper<Row> {
    @Override
    public Row map(ResultSet row, StatementContext context) throws SQLException {
      return new Row(
          row.getString("secret"),
          new SecretVersion(
              row.getObject("version_id", UUID.class),
              Stage.valueOf(row.getString("stage")),
              row.getObject("created_at", OffsetDateTime.class).toInstant()),
          row.getBytes("sealed"),
          reader(row));
    }

    /** An alias that is not read yet has no address, as any secret before its database was made. */
    private static Optional<Credentials.Reader> reader(ResultSet row) throws SQLException {
      var host = Optional.ofNullable(row.getString("reader_host")).orElse("");
      if (row.getString("alias_of") == null && host.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new Credentials.Reader(host, row.getInt("reader_port")));
    }
  }
}
