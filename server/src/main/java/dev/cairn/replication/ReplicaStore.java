package dev.cairn.replication;

import dev.cairn.database.Database;
import dev.cairn.database.DatabaseMapper;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Rows of replicas, written. Who follows whom is read by {@link dev.cairn.database.Followers}. */
@RegisterRowMapper(DatabaseMapper.class)
interface ReplicaStore {
  /** 0 where the stage has a database of that engine, or the primary is another by now. */
  @SqlUpdate(
      """
      with made as (
        insert into database (stack, stage, engine, identifier, origin, version, type, storage,
          cache_only, database, username, secret, status)
        select :stack, :stage, :engine, :identifier, 'REPLICA', :version, :type, :storage, false,
          p.database, p.username, :secret, 'CREATING'
        from database p where p.identifier = :primary
        on conflict (stack, stage, engine) do nothing
        returning identifier)
      insert into replica (identifier, primary_identifier)
      select identifier, :primary from made
      """)
  int insert(
      String stack,
      String stage,
      String engine,
      String identifier,
      String version,
      String type,
      long storage,
      String secret,
      String primary);

  @SqlUpdate("insert into database_tuning (identifier, tuning) values (:identifier, :tuning)")
  int insertTuning(String identifier, String tuning);

  /** Whether its primary admits it. */
  @SqlUpdate("update replica set leaving = :leaving where identifier = :identifier")
  int leave(String identifier, boolean leaving);

  /** It has nothing any more that its primary does not have. */
  @SqlUpdate("update replica set previous = false where identifier = :identifier and previous")
  int rejoined(String identifier);

  /** Those that should follow and that no operation works on. */
  @SqlQuery(
      """
      select * from database_now
      where origin = 'REPLICA' and operation_kind is null
        and shown_status in ('AVAILABLE', 'READ_ONLY')
      """)
  List<Database> listSettled();

  /** Primaries of a stack that answer, in the order of its stages. */
  @SqlQuery(
      """
      select n.* from database_now n join stage s on s.stack = n.stack and s.name = n.stage
      where n.stack = :stack and n.engine = :engine and n.origin = 'CREATED'
        and n.shown_status not in ('CREATING', 'REMOVING')
      order by s.position
      """)
  List<Database> listPrimaries(String stack, String engine);
}
