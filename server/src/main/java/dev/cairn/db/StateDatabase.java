package dev.cairn.db;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL that holds Cairn's own state, with its schema up to date.
 *
 * <p>What a thread does inside {@link #transaction} happens in it, the calls of stores included: it
 * never waits for a second connection while it holds one.
 */
public final class StateDatabase implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_AGE = Duration.ofMinutes(30);
  private static final Duration BETWEEN_EVICTIONS = Duration.ofMinutes(1);

  /** For so long nobody asks a connection again whether it still works. */
  private static final Duration BELIEVED_FOR = Duration.ofMillis(500);

  /** At most as many wait to be used again; each keeps some hundred kilobytes. */
  private static final int MOST_RESTING = 3;

  /** SQLSTATE: connection exceptions, and the server's own end. */
  private static final Set<String> LOST = Set.of("08", "57P");

  private final PGSimpleDataSource server;
  private final org.apache.tomcat.jdbc.pool.DataSource dataSource;
  private final Jdbi jdbi;
  private final Deque<Session> resting = new ConcurrentLinkedDeque<>();
  private final ScopedValue<Session> current = ScopedValue.newInstance();

  private StateDatabase(
      PGSimpleDataSource server, org.apache.tomcat.jdbc.pool.DataSource dataSource, Jdbi jdbi) {
    this.server = server;
    this.dataSource = dataSource;
    this.jdbi = jdbi;
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param url of JDBC, for example {@code jdbc:postgresql://127.0.0.1:5432/cairn}
   * @throws dev.cairn.core.ProblemException {@code state-unreachable}, {@code state-not-utf-8}
   */
  public static StateDatabase open(String url, String username, Sensitive<String> password) {
    var server = new PGSimpleDataSource();
    server.setUrl(url);
    server.setApplicationName("cairn");
    server.setReWriteBatchedInserts(true);
    server.setTcpKeepAlive(true);
    var dataSource = new org.apache.tomcat.jdbc.pool.DataSource(pool(server, username, password));
    try {
      dataSource.createPool();
    } catch (SQLException e) {
      dataSource.close();
      throw Problem.unavailable(
              "state-unreachable",
              "Cairn's own database does not answer at " + url + ": " + e.getMessage(),
              "See that it runs and that its URL, user and password are right.")
          .toException(e);
    }
    try {
      requireUtf8(dataSource, url);
      Schema.bringUpToDate(dataSource);
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
    var jdbi =
        Jdbi.create(() -> BorrowedConnection.from(dataSource))
            .installPlugin(new PostgresPlugin())
            .installPlugin(new SqlObjectPlugin());
    return new StateDatabase(server, dataSource, jdbi);
  }

  private static PoolProperties pool(
      PGSimpleDataSource server, String username, Sensitive<String> password) {
    var pool = new PoolProperties();
    pool.setName("state");
    pool.setJmxEnabled(false);
    pool.setDataSource(server);
    pool.setUsername(username);
    pool.setPassword(password.reveal());
    pool.setMaxActive(MOST_CONNECTIONS);
    pool.setMaxIdle(MOST_CONNECTIONS);
    pool.setInitialSize(1);
    pool.setMinIdle(1);
    pool.setTimeBetweenEvictionRunsMillis((int) BETWEEN_EVICTIONS.toMillis());
    pool.setMaxAge(MAX_AGE.toMillis());
    pool.setMaxWait((int) CONNECT_TIMEOUT.toMillis());
    pool.setTestOnBorrow(true);
    pool.setValidationInterval(BELIEVED_FOR.toMillis());
    pool.setValidationQueryTimeout((int) CONNECT_TIMEOUT.toSeconds());
    return pool;
  }

  /** In another encoding there are names and values that could not be kept. */
  private static void requireUtf8(DataSource dataSource, String url) {
    var encoding =
        Jdbi.create(dataSource)
            .withHandle(
                handle -> handle.createQuery("show server_encoding").mapTo(String.class).one());
    if (!encoding.equals("UTF8")) {
      throw Problem.invalid(
              "state-not-utf-8",
              "Cairn's own database at " + url + " has the encoding " + encoding + ", not UTF8.",
              "Make one with: createdb --encoding=UTF8 --template=template0 NAME.")
          .toException();
    }
  }

  /** Runs in one transaction: all of it happens, or nothing. Inside another one, as part of it. */
  public <T> T transaction(Function<Transaction, T> work) {
    return withSession(
        session -> session.handle().inTransaction(_ -> work.apply(new Transaction(session))));
  }

  /** A store whose every call is its own transaction, or part of the one that it is made in. */
  public <S> S store(Class<S> store) {
    return store.cast(
        Proxy.newProxyInstance(
            store.getClassLoader(),
            new Class<?>[] {store},
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Object.class
                    ? method.invoke(this, arguments)
                    : withSession(session -> call(session.attach(store), method, arguments))));
  }

  /** Stores throw no checked exception. */
  private static Object call(Object store, Method method, Object[] arguments) {
    method.setAccessible(true);
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T withSession(Function<Session, T> work) {
    if (current.isBound()) {
      return work.apply(current.get());
    }
    var session = Optional.ofNullable(resting.poll()).orElseGet(() -> new Session(jdbi));
    T result;
    try {
      result = ScopedValue.where(current, session).call(() -> work.apply(session));
    } catch (RuntimeException e) {
      if (isLost(e)) {
        dataSource.purge();
      }
      throw e;
    } finally {
      session.rest();
    }
    // One in which something broke is not used again.
    if (resting.size() < MOST_RESTING) {
      resting.push(session);
    }
    return result;
  }

  /** What one connection met, the others of the pool will. */
  private static boolean isLost(RuntimeException failure) {
    return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            it ->
                it instanceof SQLException sql
                    && LOST.stream().anyMatch(String.valueOf(sql.getSQLState())::startsWith));
  }

  /** The same database, from now on at this URL of JDBC: somebody may have taken its port. */
  public void answersAt(String url) {
    server.setUrl(url);
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
