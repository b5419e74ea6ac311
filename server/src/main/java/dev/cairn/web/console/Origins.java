package dev.cairn.web.console;

/**
 * Where a database of a stage may come from: which of them the page is about, and the way to the
 * others.
 *
 * @param href of the stage's databases
 * @param noReplica why a replica could be made of nothing; empty where of something
 */
record Origins(String href, From now, String noReplica) {

  /** Who runs it, and whose data it has. */
  enum From {
    NEW,
    EXISTING,
    REPLICA
  }

  boolean at(From other) {
    return now == other;
  }
}
