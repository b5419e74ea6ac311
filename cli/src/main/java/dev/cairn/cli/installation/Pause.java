package dev.cairn.cli.installation;

import java.time.Duration;

/** The while between two looks at something that is only becoming so. */
final class Pause {
  private Pause() {}

  /**
   * Lets it pass.
   *
   * @throws IllegalStateException where the thread is interrupted
   */
  static void of(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
