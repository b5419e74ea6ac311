package dev.cairn.api;

import java.util.Optional;

/**
 * Where the application beside a database reads: what its {@code *_READER_*} variables name.
 *
 * @param database {@code STACK/STAGE/ENGINE}; absent where it is not told any place
 * @param chosen whether somebody chose that
 * @param trouble a sentence where that does not answer or is far behind; else absent
 */
public record ReaderView(Optional<String> database, boolean chosen, Optional<String> trouble) {
  public ReaderView {
    database = Absent.optional(database);
    trouble = Absent.optional(trouble);
  }
}
