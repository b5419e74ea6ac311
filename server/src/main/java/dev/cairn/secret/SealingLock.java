package dev.cairn.secret;

import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/**
 * Tells a change of the master key when no transaction is left that sealed with the key before.
 * Locks of the database's own, held to the end of the transaction; the number is Cairn's.
 */
interface SealingLock {
  /** SQL state of a lock that was waited for in vain. */
  String NOT_GRANTED = "55P03";

  /** Whoever seals holds it together with others who do. */
  @SqlQuery("select 1 from pg_advisory_xact_lock_shared(7766001)")
  int sealing();

  /** For the rest of the transaction nothing waits longer for a lock. */
  @SqlUpdate("set local lock_timeout = '10s'")
  int waitTenSeconds();

  /** Waits until nobody holds it. */
  @SqlQuery("select 1 from pg_advisory_xact_lock(7766001)")
  int alone();
}
