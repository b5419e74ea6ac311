package dev.cairn.secret;

/** Rows of one kind that hold something sealed. Every user of {@link Sealer} has them. */
public interface SealedRows {
  /** What they are, in the plural, as the API calls them: {@code access-keys}. */
  String noun();

  /**
   * Seals anew every row that was not sealed with the newest key: each by one statement that
   * changes nothing where the row has changed since it was read. Safe to run again.
   *
   * @return how many there were to seal
   */
  int resealAll();
}
