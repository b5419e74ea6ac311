package dev.cairn.database;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/**
 * Rows of databases. What is going on with one is told by the operation open on it: the view {@code
 * database_now} shows that in place of the recorded status.
 */
@RegisterRowMapper(DatabaseMapper.class)
interface DatabaseStore {
  @SqlQuery("select * from database_now where stack = :stack and stage = :stage order by engine")
  List<Database> list(String stack, String stage);

  @SqlQuery(
      """
      select * from database_now where stack = :stack and stage = :stage and engine = :engine
      """)
  Optional<Database> find(String stack, String stage, String engine);

  /**
   * Those that Cairn runs, that should run and that no operation works on but a drill beside it.
   */
  @SqlQuery(
      """
      select * from database_now
      where shown_status in ('AVAILABLE', 'READ_ONLY', 'FAILED')
        and (operation_kind is null or operation_kind = 'drill-promotion')
        and origin <> 'ATTACHED'
      """)
  List<Database> listSettled();

  /** Those whose figures the provider can tell: not those that somebody else runs. */
  @SqlQuery(
      """
      select * from database_now
      where origin <> 'ATTACHED' and shown_status not in ('CREATING', 'REMOVING')
      order by identifier
      """)
  List<Database> listMeasured();

  /** One that a database is made from, or that may be all that is left of one on its way out. */
  @SqlQuery(
      """
      select exists (select from database where from_backup = :backup and host is null)
        or exists (
          select from operation
          where status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
            and :backup in (input->>'backup', input->>'fromBackup'))
      """)
  boolean isBackupInUse(String backup);

  @SqlUpdate(
      """
      insert into database (stack, stage, engine, identifier, origin, version, type, storage,
        cache_only, database, username, secret, from_backup, status)
      values (:stack, :stage, :engine, :identifier, 'CREATED', :version, :type, :storage,
        :cacheOnly, :database, :username, :secret, :fromBackup, 'CREATING')
      on conflict (stack, stage, engine) do nothing
      """)
  int insert(
      String stack,
      String stage,
      String engine,
      String identifier,
      String version,
      String type,
      long storage,
      boolean cacheOnly,
      String database,
      String username,
      String secret,
      Optional<String> fromBackup);

  /** It answers there; gives back the status that it had. */
  @SqlQuery(
      """
      with before as (
        select identifier, status from database where identifier = :identifier for update)
      update database d
      set status = :status, status_reason = :reason, host = :host,
          container_host = :containerHost, port = :port, tls_port = :tlsPort,
          certificate_authority = :authority, used = :used
      from before where d.identifier = before.identifier
      returning before.status
      """)
  Optional<Database.Status> answers(
      String identifier,
      Database.Status status,
      String reason,
      String host,
      String containerHost,
      int port,
      OptionalInt tlsPort,
      Optional<String> authority,
      long used);

  @SqlUpdate(
      """
      update database set status = 'FAILED', status_reason = :reason
      where identifier = :identifier and (status <> 'FAILED' or status_reason <> :reason)
      """)
  int failed(String identifier, String reason);

  @SqlUpdate(
      """
      update database set used = :used, status_reason = :warning
      where identifier = :identifier and status in ('AVAILABLE', 'READ_ONLY')
        and (used <> :used or status_reason <> :warning)
      """)
  int use(String identifier, long used, String warning);

  /**
   * What the operation wants, or takes back. Nothing where another resize succeeded since it was
   * opened: what it knows of the size is of the past, and storage would shrink.
   */
  @SqlUpdate(
      """
      update database set type = :type, storage = :storage
      where identifier = :identifier and not exists (
        select from operation own
        join operation other on other.target = own.target and other.kind = own.kind
        where own.id = :operation and other.status = 'SUCCEEDED'
          and other.finished_at > own.created_at)
      """)
  int resize(String identifier, String type, long storage, UUID operation);

  /** What it has beyond its type, as {@link dev.cairn.engine.Tuning#text} writes it. */
  @SqlQuery("select tuning from database_tuning where identifier = :identifier")
  Optional<String> findTuning(String identifier);

  @SqlUpdate("insert into database_tuning (identifier, tuning) values (:identifier, :tuning)")
  int insertTuning(String identifier, String tuning);

  /** As {@link #resize}: nothing where another that changes it succeeded since it was opened. */
  @SqlUpdate(
      """
      insert into database_tuning (identifier, tuning)
      select identifier, :tuning from database
      where identifier = :identifier and not exists (
        select from operation own
        join operation other on other.target = own.target and other.input->>'tuning' is not null
        where own.id = :operation and other.status = 'SUCCEEDED'
          and other.finished_at > own.created_at)
      on conflict (identifier) do update set tuning = excluded.tuning
      """)
  int tune(String identifier, String tuning, UUID operation);

  /** Who the database's current user is. */
  @SqlUpdate("update database set username = :username where identifier = :identifier")
  int rename(String identifier, String username);

  @SqlUpdate("delete from database where identifier = :identifier")
  int delete(String identifier);
}
