package notes;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Notes in a table, which is made before it is first used. */
final class SqlNotes implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(500);

  private final SqlDatabase database;
  private final Pool pool;
  private volatile boolean hasTable;

  SqlNotes(SqlDatabase database) {
    this.database = database;
    this.pool = new Pool(database);
  }

  /** Newest first. */
  List<Note> list() throws Unavailable, SQLException {
    return withTable(
        connection -> {
          try (var statement =
                  connection.prepareStatement(
                      "select id, text, created_at from note order by created_at desc limit 200");
              var rows = statement.executeQuery()) {
            var notes = new ArrayList<Note>();
            while (rows.next()) {
              var createdAt = rows.getObject(3, OffsetDateTime.class).toInstant();
              notes.add(new Note(UUID.fromString(rows.getString(1)), rows.getString(2), createdAt));
            }
            return List.copyOf(notes);
          }
        });
  }

  void add(Note note) throws Unavailable, SQLException {
    withTable(
        connection -> {
          try (var statement = connection.prepareStatement(database.insert())) {
            statement.setString(1, note.id().toString());
            statement.setString(2, note.text());
            statement.setObject(3, note.createdAt().atOffset(ZoneOffset.UTC));
            return statement.executeUpdate();
          }
        });
  }

  void delete(UUID id) throws Unavailable, SQLException {
    withTable(
        connection -> {
          try (var statement = connection.prepareStatement(database.delete())) {
            statement.setString(1, id.toString());
            return statement.executeUpdate();
          }
        });
  }

  /** Asks the database who it is and who we are to it, with little patience. */
  Session session() throws Unavailable, SQLException {
    return pool.run(
        LITTLE_PATIENCE,
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery(database.describe())) {
            row.next();
            return new Session(row.getString(1), row.getString(2), row.getString(3));
          }
        });
  }

  SqlDatabase database() {
    return database;
  }

  @Override
  public void close() {
    pool.close();
  }

  private <T> T withTable(Pool.Work<T> work) throws Unavailable, SQLException {
    if (!hasTable) {
      pool.run(PATIENCE, this::ensureTable);
      hasTable = true;
    }
    try {
      return pool.run(PATIENCE, work);
    } catch (SQLException e) {
      hasTable = false; // it may be gone: look again next time
      throw e;
    }
  }

  /** Looks first: a database that takes no changes for now can still be read. */
  private boolean ensureTable(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(database.findTable())) {
      return found.next() || statement.execute(database.createTable());
    }
  }
}
