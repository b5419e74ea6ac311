package dev.cairn.db;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A handle that outlives its connections, with the stores attached to it: Jdbi prepares every
 * method of a store when it attaches it, which costs many times what a query costs and is done once
 * here. One thread at a time.
 */
final class Session {
  private final Handle handle;
  private final Map<Class<?>, Object> stores = new HashMap<>();

  /**
   * @param jdbi whose connections are {@linkplain BorrowedConnection borrowed}
   */
  Session(Jdbi jdbi) {
    this.handle = jdbi.open();
  }

  Handle handle() {
    return handle;
  }

  <S> S attach(Class<S> store) {
    return store.cast(stores.computeIfAbsent(store, handle::attach));
  }

  /** Ends a use: the connection goes back to the pool. */
  void rest() {
    try {
      handle.clean();
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    try {
      BorrowedConnection.giveBack(handle.getConnection());
    } catch (SQLException e) {
      throw new IllegalStateException("a connection could not be given back", e);
    }
  }
}
