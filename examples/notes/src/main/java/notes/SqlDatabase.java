package notes;

import java.sql.SQLException;
import javax.sql.DataSource;

/** What differs between the SQL databases that can hold the notes. */
sealed interface SqlDatabase permits Postgres, MySql {

  /** For people. */
  String engine();

  /** Host and port. */
  String address();

  /** Opens a new connection each time; answers within seconds or fails. */
  DataSource dataSource();

  /** Asks for a row where the table is there. */
  String findTable();

  /** Makes the table; harmless where another release makes it at the same moment. */
  String createTable();

  /** Adds a note (id, text, time) unless it is there already. */
  String insert();

  /** Deletes a note (id). */
  String delete();

  /** Asks for version, user, and the session's TLS or "off". */
  String describe();

  /** Whether the server is away or not ready yet, so that trying again makes sense. */
  boolean isAway(SQLException e);

  /** Whether the server takes no changes now. */
  boolean isReadOnly(SQLException e);
}
