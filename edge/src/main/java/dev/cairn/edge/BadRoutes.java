package dev.cairn.edge;

/** A routes file that cannot be followed; the message is half a sentence for the log. */
final class BadRoutes extends Exception {
  BadRoutes(String message) {
    super(message);
  }

  BadRoutes(String message, Throwable cause) {
    super(message, cause);
  }
}
