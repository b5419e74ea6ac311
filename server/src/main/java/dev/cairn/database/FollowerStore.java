package dev.cairn.database;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** Who follows whom, read. Written where replicas are made and removed. */
@RegisterRowMapper(DatabaseMapper.class)
interface FollowerStore {
  /** Oldest first. */
  @SqlQuery(
      """
      select n.* from database_now n join replica r on r.identifier = n.identifier
      where r.primary_identifier = :primary
      order by n.created_at, n.identifier
      """)
  List<Database> list(String primary);

  /** Without those that leave. */
  @SqlQuery(
      """
      select n.* from database_now n join replica r on r.identifier = n.identifier
      where r.primary_identifier = :primary and not r.leaving
      order by n.created_at, n.identifier
      """)
  List<Database> listAdmitted(String primary);

  @SqlQuery("select * from database_now where identifier = :identifier")
  Optional<Database> find(String identifier);

  /** Throw-away replicas of drills, at their provider. */
  @SqlQuery(
      """
      select instance from drill where primary_identifier = :primary and admitted
      order by instance
      """)
  List<String> listDrilled(String primary);

  @SqlQuery(
      """
      select n.* from database_now n join replica r on r.primary_identifier = n.identifier
      where r.identifier = :replica
      """)
  Optional<Database> findPrimary(String replica);

  /** Where the application beside it reads. */
  @SqlQuery(
      """
      select n.* from database_now n join reader_now r on r.reader = n.identifier
      where r.identifier = :identifier
      """)
  Optional<Database> findReader(String identifier);

  /** The same where nothing was chosen. */
  @SqlQuery(
      """
      select n.* from database_now n join reader_now r on r.by_default = n.identifier
      where r.identifier = :identifier
      """)
  Optional<Database> findDefaultReader(String identifier);

  /** What was chosen of that. */
  @SqlQuery(
      """
      select n.* from database_now n join database d on d.reads_from = n.identifier
      where d.identifier = :identifier
      """)
  Optional<Database> findReadFrom(String identifier);

  /** Databases beside which an application reads from that one; not those that leave. */
  @SqlQuery(
      """
      select n.* from database_now n join database d on d.identifier = n.identifier
      where d.reads_from = :identifier and not exists (
        select from replica r where r.identifier = d.identifier and r.leaving)
      order by n.created_at, n.identifier
      """)
  List<Database> listReaders(String identifier);

  @SqlQuery("select identifier from database where identifier = :identifier for update")
  Optional<String> lock(String identifier);
}
