package notes;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL as told by {@code PG_*}: where it is, how to sign in, and its SQL. */
record Postgres(
    String host,
    int port,
    String database,
    String username,
    String password,
    Optional<String> sslMode,
    Optional<String> sslRootCertificate)
    implements SqlDatabase {

  /** Ended by an administrator, crashed, does not take connections yet, too many connections. */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

  private static final String READ_ONLY = "25006";

  @Override
  public DataSource dataSource() {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(username);
    source.setPassword(password);
    source.setApplicationName("notes");
    source.setConnectTimeout(2);
    source.setLoginTimeout(2);
    source.setSocketTimeout(5);
    sslMode.ifPresent(source::setSslMode);
    sslRootCertificate.ifPresent(source::setSslRootCert);
    return source;
  }

  @Override
  public String findTable() {
    return "select 1 where to_regclass('note') is not null";
  }

  @Override
  public String createTable() {
    // The lock: "if not exists" alone fails when two releases try at the same moment.
    return """
        select pg_advisory_xact_lock(7021);
        create table if not exists note (
          id uuid primary key,
          text text not null,
          created_at timestamptz not null
        )
        """;
  }

  @Override
  public String insert() {
    return "insert into note values (cast(? as uuid), ?, ?) on conflict do nothing";
  }

  @Override
  public String delete() {
    return "delete from note where id = cast(? as uuid)";
  }

  @Override
  public String describe() {
    return """
        select split_part(current_setting('server_version'), ' ', 1), session_user,
          coalesce((select version || ', ' || cipher from pg_stat_ssl
            where pid = pg_backend_pid() and ssl), 'off')
        """;
  }

  @Override
  public boolean isAway(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("08") || AWAY.contains(state));
  }

  @Override
  public boolean isReadOnly(SQLException e) {
    return READ_ONLY.equals(e.getSQLState());
  }

  @Override
  public String engine() {
    return "PostgreSQL";
  }

  @Override
  public String address() {
    return host + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return engine() + " " + address() + "/" + database;
  }
}
