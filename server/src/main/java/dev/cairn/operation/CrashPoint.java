package dev.cairn.operation;

/**
 * Where a test may let the server die. In production nothing happens here: the one hook that the
 * tests of crash safety need.
 */
@FunctionalInterface
public interface CrashPoint {
  /** Nobody dies. */
  CrashPoint NONE = (step, moment) -> {};

  /** Around a step. */
  enum Moment {
    /** Its beginning is recorded, nothing was done. */
    BEFORE_EFFECT,
    /** All was done, the result is not recorded. */
    AFTER_EFFECT,
    BEFORE_UNDO,
    AFTER_UNDO
  }

  void reached(String step, Moment moment);
}
