package dev.cairn.db;

import org.jdbi.v3.core.Handle;

/**
 * One transaction on Cairn's state, for what runs in it: all of it happens, or nothing. Not to be
 * kept beyond its end, nor given to another thread.
 */
public final class Transaction {
  private final Session session;

  Transaction(Session session) {
    this.session = session;
  }

  /** A store whose calls happen in this transaction. */
  public <S> S attach(Class<S> store) {
    return session.attach(store);
  }

  /** Runs once this is durable; not at all where it is rolled back. */
  public void afterCommit(Runnable work) {
    session.handle().afterCommit(work);
  }

  /** For SQL that belongs to no store. */
  public Handle handle() {
    return session.handle();
  }
}
