package dev.cairn.edge;

/** What comes before HTTP on a connection. */
interface Security {
  /** Begins it; when it is through, {@link Gate#speak} goes on. */
  void begin(Connection connection);

  /** Says that nothing more will be sent. */
  void endOutput(Connection connection);

  /** Closes it as it is, with no word of the end. */
  void abort(Connection connection);
}
