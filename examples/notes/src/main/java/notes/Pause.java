package notes;

/** A moment before something is tried again. */
final class Pause {

  private Pause() {}

  /** Waits; {@code what} is named where somebody wants this thread to end. */
  static void millis(long millis, Object what) throws Unavailable {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e, what);
    }
  }

  static Unavailable interrupted(InterruptedException e, Object what) {
    Thread.currentThread().interrupt();
    return new Unavailable("Interrupted while waiting for " + what, e);
  }
}
