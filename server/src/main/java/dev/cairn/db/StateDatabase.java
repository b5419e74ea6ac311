package dev.cairn.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/**
 * The PostgreSQL that holds Cairn's own state, with its schema up to date.
 *
 * <p>Never ask for a second connection while holding one: the pool is small and everybody waiting
 * for a second would wait for ever. What runs inside {@link #transaction} uses its handle.
 */
public final class StateDatabase implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HikariDataSource dataSource;
  private final Jdbi jdbi;

  private StateDatabase(HikariDataSource dataSource, Jdbi jdbi) {
    this.dataSource = dataSource;
    this.jdbi = jdbi;
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param url of JDBC, for example {@code jdbc:postgresql://127.0.0.1:5432/cairn}
   * @throws dev.cairn.core.ProblemException {@code state-unreachable}
   */
  public static StateDatabase open(String url, String username, Sensitive<String> password) {
    var config = new HikariConfig();
    config.setPoolName("state");
    config.setJdbcUrl(url);
    config.setUsername(username);
    config.setPassword(password.reveal());
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
    config.addDataSourceProperty("ApplicationName", "cairn");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource dataSource;
    try {
      dataSource = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw Problem.unavailable(
              "state-unreachable",
              "Cairn's own database does not answer at " + url + ": " + e.getMessage(),
              "See that it runs and that its URL, user and password are right.")
          .toException(e);
    }
    try {
      Schema.bringUpToDate(dataSource);
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
    var jdbi =
        Jdbi.create(dataSource)
            .installPlugin(new PostgresPlugin())
            .installPlugin(new SqlObjectPlugin());
    return new StateDatabase(dataSource, jdbi);
  }

  /** Runs in one transaction: all of it happens, or nothing. */
  public <T> T transaction(Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  /** A store whose every call is its own transaction. */
  public <S> S store(Class<S> store) {
    return jdbi.onDemand(store);
  }

  /** For libraries that bring their own SQL. */
  public DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
