package dev.cairn.replication.reader;

import java.util.Optional;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Where applications read, written. Read by {@link dev.cairn.database.Followers}. */
interface ReaderStore {
  /**
   * From the one to the other; also where that is so already.
   *
   * @return 0 where something else holds by now, or the database is gone
   */
  @SqlUpdate(
      """
      update database set reads_from = :to
      where identifier = :identifier
        and (reads_from is not distinct from :from or reads_from is not distinct from :to)
      """)
  int move(String identifier, Optional<String> from, Optional<String> to);
}
