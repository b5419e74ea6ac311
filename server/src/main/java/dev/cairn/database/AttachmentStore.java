package dev.cairn.database;

import dev.cairn.provider.ExistingDatabase.Tls;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Rows of attachments, and the databases that they are of. */
@RegisterRowMapper(AttachmentStore.Mapper.class)
@RegisterRowMapper(DatabaseMapper.class)
interface AttachmentStore {

  @SqlQuery("select * from attachment where identifier = :identifier and state = 'CURRENT'")
  Optional<Attachment> findCurrent(String identifier);

  @SqlQuery("select * from attachment where identifier = :identifier and state = 'PENDING'")
  Optional<Attachment> findPending(String identifier);

  /** Those that should answer and that no operation works on. */
  @SqlQuery(
      """
      select * from database_now
      where origin = 'ATTACHED' and status in ('AVAILABLE', 'FAILED') and operation_kind is null
      """)
  List<Database> listSettled();

  @SqlUpdate(
      """
      insert into database (stack, stage, engine, identifier, origin, version, type, storage,
        database, username, secret, status)
      values (:stack, :stage, :engine, :identifier, 'ATTACHED', '', '', 0,
        :database, :username, :secret, 'CREATING')
      on conflict (stack, stage, engine) do nothing
      """)
  int insertDatabase(
      String stack,
      String stage,
      String engine,
      String identifier,
      String database,
      String username,
      String secret);

  @SqlUpdate(
      """
      insert into attachment (identifier, state, operation, host, port, database, username, tls,
        given_authority)
      values (:identifier, 'PENDING', :operation, :host, :port, :database, :username, :tls, :authority)
      """)
  int insertPending(
      String identifier,
      UUID operation,
      String host,
      int port,
      String database,
      String username,
      Tls tls,
      Optional<String> authority);

  @SqlUpdate(
      """
      update attachment
      set version = :version, container_host = :containerHost, authority = :authority,
          warnings = :warnings
      where identifier = :identifier and state = 'PENDING'
      """)
  int examined(
      String identifier,
      String version,
      String containerHost,
      Optional<String> authority,
      String warnings);

  @SqlUpdate("delete from attachment where identifier = :identifier and state = :state")
  int delete(String identifier, String state);

  /** Only what was examined. */
  @SqlUpdate(
      """
      update attachment set state = 'CURRENT'
      where identifier = :identifier and state = 'PENDING' and version is not null
      """)
  int promote(String identifier);

  @SqlUpdate(
      """
      update database
      set status = 'AVAILABLE', status_reason = :reason, version = :version,
          database = :database, username = :username, host = :host,
          container_host = :containerHost, port = :port, tls_port = :tlsPort,
          certificate_authority = :authority
      where identifier = :identifier and origin = 'ATTACHED'
      """)
  int use(
      String identifier,
      String version,
      String database,
      String username,
      String host,
      String containerHost,
      int port,
      OptionalInt tlsPort,
      Optional<String> authority,
      String reason);

  /** 0 where that is recorded already, or an operation works on it. */
  @SqlUpdate(
      """
      update database d set status = :status, status_reason = :reason
      where identifier = :identifier and origin = 'ATTACHED'
        and status in ('AVAILABLE', 'FAILED') and (status <> :status or status_reason <> :reason)
        and exists (select from database_now n
          where n.identifier = d.identifier and n.operation_kind is null)
      """)
  int look(String identifier, Database.Status status, String reason);

  /** An attachment from its row. */
  final class Mapper implements RowMapper<Attachment> {
    @Override
    public Attachment map(ResultSet row, StatementContext context) throws SQLException {
      return new Attachment(
          row.getString("identifier"),
          row.getObject("operation", UUID.class),
          row.getString("host"),
          row.getInt("port"),
          row.getString("database"),
          row.getString("username"),
          Tls.valueOf(row.getString("tls")),
          Optional.ofNullable(row.getString("given_authority")),
          Optional.ofNullable(row.getString("version")),
          Optional.ofNullable(row.getString("container_host")),
          Optional.ofNullable(row.getString("authority")),
          row.getString("warnings"));
    }
  }
}
