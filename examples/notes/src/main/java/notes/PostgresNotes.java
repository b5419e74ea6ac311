package notes;

import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Notes in PostgreSQL. The table is made when it is first missed. */
public final class PostgresNotes implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration HEALTH_PATIENCE = Duration.ofMillis(500);
  private static final String UNDEFINED_TABLE = "42P01";

  private final PostgresAddress address;
  private final PostgresPool pool;

  public PostgresNotes(PostgresAddress address) {
    this.address = address;
    this.pool = new PostgresPool(address);
  }

  /** Newest first. */
  public List<Note> list() throws Unavailable, SQLException {
    return withTable(
        connection -> {
          try (var statement =
                  connection.prepareStatement(
                      "select id, text, created_at from note order by created_at desc limit 200");
              var rows = statement.executeQuery()) {
            var notes = new ArrayList<Note>();
            while (rows.next()) {
              notes.add(
                  new Note(
                      rows.getObject(1, UUID.class),
                      rows.getString(2),
                      rows.getObject(3, java.time.OffsetDateTime.class).toInstant()));
            }
            return List.copyOf(notes);
          }
        });
  }

  public void add(Note note) throws Unavailable, SQLException {
    withTable(
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "insert into note (id, text, created_at) values (?, ?, ?) on conflict do"
                      + " nothing")) {
            statement.setObject(1, note.id());
            statement.setString(2, note.text());
            statement.setObject(3, note.createdAt().atOffset(ZoneOffset.UTC));
            return statement.executeUpdate();
          }
        });
  }

  public void delete(UUID id) throws Unavailable, SQLException {
    withTable(
        connection -> {
          try (var statement = connection.prepareStatement("delete from note where id = ?")) {
            statement.setObject(1, id);
            return statement.executeUpdate();
          }
        });
  }

  /** Asks the database one question, with little patience. */
  public void check() throws Unavailable, SQLException {
    pool.run(
        HEALTH_PATIENCE,
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute("select 1");
          }
        });
  }

  public Connection connection() throws Unavailable, SQLException {
    return pool.run(
        PATIENCE,
        connection -> {
          try (var statement = connection.createStatement();
              var row =
                  statement.executeQuery(
                      """
                      select current_setting('server_version'), current_user,
                        coalesce((select version || ', ' || cipher from pg_stat_ssl
                          where pid = pg_backend_pid() and ssl), 'off')
                      """)) {
            row.next();
            return new Connection(
                "PostgreSQL",
                row.getString(1),
                address.host() + ":" + address.port(),
                row.getString(2),
                row.getString(3));
          }
        });
  }

  @Override
  public void close() {
    pool.close();
  }

  private <T> T withTable(PostgresPool.Work<T> work) throws Unavailable, SQLException {
    try {
      return pool.run(PATIENCE, work);
    } catch (SQLException e) {
      if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
        throw e;
      }
      createTable();
      return pool.run(PATIENCE, work);
    }
  }

  private void createTable() throws Unavailable, SQLException {
    pool.run(
        PATIENCE,
        connection -> {
          try (var statement = connection.createStatement()) {
            // The lock: "if not exists" alone fails when two releases try at the same moment.
            return statement.execute(
                """
                select pg_advisory_xact_lock(7021);
                create table if not exists note (
                  id uuid primary key,
                  text text not null,
                  created_at timestamptz not null
                )
                """);
          }
        });
  }
}
