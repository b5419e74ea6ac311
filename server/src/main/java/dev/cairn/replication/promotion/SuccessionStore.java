package dev.cairn.replication.promotion;

import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Rows of databases of which one takes another's place, all in one transaction. */
interface SuccessionStore {
  /** Whom it follows, of which nobody else changes anything until the transaction ends. */
  @SqlQuery(
      """
      select r.primary_identifier from replica r
      join database d on d.identifier = r.identifier
      join database p on p.identifier = r.primary_identifier
      where r.identifier = :replica
      for update
      """)
  Optional<String> lock(String replica);

  /** It takes writes, with what it showed of its primary until now as its own. */
  @SqlUpdate(
      """
      update database d
      set origin = 'CREATED', storage = greatest(p.storage, d.storage), username = p.username
      from database p
      where d.identifier = :replica and d.origin = 'REPLICA' and p.identifier = :primary
      """)
  int lead(String replica, String primary);

  @SqlUpdate(
      """
      insert into database_tuning (identifier, tuning) values (:identifier, :tuning)
      on conflict (identifier) do update set tuning = excluded.tuning
      """)
  int tune(String identifier, String tuning);

  @SqlUpdate("delete from replica where identifier = :replica")
  int forget(String replica);

  /** Those that followed the one follow the other. */
  @SqlUpdate("update replica set primary_identifier = :replica where primary_identifier = :primary")
  int turn(String primary, String replica);

  /** It is a replica, and counts for none before it has come back. */
  @SqlUpdate(
      """
      with turned as (
        update database set origin = 'REPLICA', from_backup = null
        where identifier = :primary and origin = 'CREATED'
        returning identifier)
      insert into replica (identifier, primary_identifier, previous)
      select identifier, :replica, true from turned
      """)
  int follow(String primary, String replica);

  /** Whoever read from one of the two chooses anew: what was chosen was said of other roles. */
  @SqlUpdate(
      """
      update database set reads_from = null
      where reads_from is not null
        and (identifier in (:primary, :replica) or reads_from in (:primary, :replica))
      """)
  int readDefaults(String primary, String replica);

  /** The application beside the one reads from the other. */
  @SqlUpdate("update database set reads_from = :from where identifier = :identifier")
  int readFrom(String identifier, String from);

  /**
   * How long promotions of that kind took, from the request to the end.
   *
   * @param seconds the median; empty where there was none
   */
  record Past(Optional<Double> seconds, int promotions) {}

  @SqlQuery(
      """
      select percentile_cont(0.5) within group (
          order by extract(epoch from finished_at - created_at)) as seconds,
        count(*) as promotions
      from operation
      where kind = :kind and status = 'SUCCEEDED' and split_part(target, '/', 3) = :engine
      """)
  @RegisterConstructorMapper(Past.class)
  Past past(String kind, String engine);
}
