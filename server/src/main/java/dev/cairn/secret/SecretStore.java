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
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
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

  /** As {@link #put}, of one whose values are another's. */
  @SqlUpdate(
      """
      insert into secret (name, stack, stage, engine, alias_of)
      values (:name, :stack, :stage, :engine, :aliasOf)
      on conflict (name) do update set changed_at = clock_timestamp()
      where secret.stack = excluded.stack and secret.stage = excluded.stage
        and secret.alias_of = excluded.alias_of
      """)
  int putAlias(String name, String stack, String stage, String engine, String aliasOf);

  /** Where the replica of an alias is from now on; gives back the port where it was, 0 for none. */
  @SqlQuery(
      """
      with before as (
        select name, reader_port from secret where name = :name and alias_of is not null for update)
      update secret s
      set reader_host = :host, reader_port = :port, changed_at = clock_timestamp()
      from before where s.name = before.name
      returning coalesce(before.reader_port, 0)
      """)
  Optional<Integer> moveReader(String name, String host, int port);

  /** Where the replica itself is whose secret that alias is. */
  @SqlQuery(
      """
      select reader_host as host, reader_port as port from secret
      where name = :name and alias_of is not null and reader_host is not null
      """)
  @RegisterConstructorMapper(Credentials.Reader.class)
  Optional<Credentials.Reader> findReader(String name);

  /** The same of one that is read where it is written, if it is told. */
  @SqlUpdate(
      """
      update secret set reader_host = :host, reader_port = :port
      where name = :name and alias_of is null and reader_host is not null
      """)
  int moveReaderBesides(String name, String host, int port);

  /** Its values are its own; it keeps where it is read, for those who ask for that. */
  @SqlUpdate("update secret set alias_of = null where name = :name")
  int standAlone(String name);

  /** Its values are another's. */
  @SqlUpdate(
      """
      update secret
      set alias_of = :of, reader_host = nullif(:host, ''), reader_port = nullif(:port, 0),
        changed_at = clock_timestamp()
      where name = :name
      """)
  int follow(String name, String of, String host, int port);

  /** Those whose values were one's have them from another. */
  @SqlUpdate("update secret set alias_of = :of where alias_of = :before and name <> :of")
  int followInstead(String before, String of);

  @SqlUpdate("update secret set changed_at = clock_timestamp() where name = :name")
  int touch(String name);

  /** With all versions. */
  @SqlUpdate("delete from secret where name = :name")
  int delete(String name);

  @SqlQuery(
      """
      select s.*, greatest(s.changed_at, o.changed_at) as shown_changed_at
      from secret s left join secret o on o.name = s.alias_of
      order by s.name
      """)
  List<Secret> list();

  @SqlQuery(
      """
      select s.*, greatest(s.changed_at, o.changed_at) as shown_changed_at
      from secret s left join secret o on o.name = s.alias_of
      where s.name = :name
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
          row.getObject("shown_changed_at", OffsetDateTime.class).toInstant(),
          Optional.ofNullable(row.getString("alias_of")),
          row.getString("reader_host") != null);
    }
  }
}
