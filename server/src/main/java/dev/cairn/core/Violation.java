package dev.cairn.core;

/** One thing wrong with one field of a request. All of a request's are reported together. */
public record Violation(String field, String message) {
  private static final int MOST_FIELD = 200;
  private static final int MOST_MESSAGE = 500;

  /** What the request wrote is in both, and may be as long as a request. */
  public Violation {
    field = Problem.shortened(field, MOST_FIELD);
    message = Problem.shortened(message, MOST_MESSAGE);
  }
}
