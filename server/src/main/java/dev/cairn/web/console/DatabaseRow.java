package dev.cairn.web.console;

/**
 * A database in a list.
 *
 * @param title for example {@code PostgreSQL 18}
 * @param primary whom it follows, where it is a replica; else empty
 */
record DatabaseRow(
    String engine,
    String title,
    String name,
    String href,
    String type,
    String storage,
    Badge status,
    String reason,
    String primary) {

  DatabaseRow because(String sentence) {
    return new DatabaseRow(engine, title, name, href, type, storage, status, sentence, primary);
  }
}
