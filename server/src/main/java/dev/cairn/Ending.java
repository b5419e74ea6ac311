package dev.cairn;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends one part after the other: one that fails keeps none behind it from ending. */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private boolean failed;

  /**
   * @param what in words, for the log: {@code stop databases}
   */
  Ending then(String what, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException e) {
      failed = true;
      LOG.error("Could not {}", what, e);
    }
    return this;
  }

  /** For the process: 0 where every part has ended. */
  int status() {
    return failed ? 1 : 0;
  }
}
