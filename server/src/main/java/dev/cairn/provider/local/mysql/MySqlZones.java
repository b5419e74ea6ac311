package dev.cairn.provider.local.mysql;

import dev.cairn.engine.mysql.MySqlTimeZones;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named time zones in a server that was made without. */
final class MySqlZones {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlZones.class);

  private MySqlZones() {}

  /** All or nothing, and used by the very next statement of whoever names one. */
  static void ensure(MySqlSession session, String instance) throws SQLException {
    if (!session.names(MySqlTimeZones.count()).equals(List.of("0"))) {
      return;
    }
    session.run(List.of("START TRANSACTION"));
    session.run(MySqlTimeZones.fill());
    session.run(List.of("COMMIT"));
    LOG.info("{} knows time zones by name", instance);
  }
}
