package dev.cairn.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A connection that takes a real one from the pool when it is first used, and another one after
 * each {@link #giveBack}. One thread at a time.
 */
final class BorrowedConnection implements InvocationHandler {
  private final DataSource pool;
  private Optional<Connection> real = Optional.empty();

  private BorrowedConnection(DataSource pool) {
    this.pool = pool;
  }

  static Connection from(DataSource pool) {
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new BorrowedConnection(pool));
  }

  /** Of a connection that {@link #from} made. */
  static void giveBack(Connection borrowed) throws SQLException {
    ((BorrowedConnection) Proxy.getInvocationHandler(borrowed)).giveBack();
  }

  private void giveBack() throws SQLException {
    var connection = real;
    real = Optional.empty();
    if (connection.isPresent()) {
      connection.get().close();
    }
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (real.isEmpty()) {
      real = Optional.of(pool.getConnection());
    }
    try {
      return method.invoke(real.get(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
