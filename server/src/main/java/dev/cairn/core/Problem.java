package dev.cairn.core;

import java.util.List;

/**
 * What was attempted, why it failed and what to do next; the only form in which users meet an
 * error.
 *
 * @param kind decides the HTTP status
 * @param code stable, kebab-case, for programs
 * @param message a sentence: what was attempted on what, and why it failed
 * @param suggestion a sentence: the next action; empty only where there is none
 */
public record Problem(
    Kind kind, String code, String message, String suggestion, List<Violation> violations) {

  /** Kinds of problem, each with its HTTP status. */
  public enum Kind {
    INVALID(422),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    TOO_MANY(429),
    FAILED(500),
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status of this kind. */
    public int status() {
      return status;
    }
  }

  private static final int MOST_MESSAGE = 8000;
  private static final int MOST_SUGGESTION = 2000;

  /** However long what was sent is: an answer stays short, whoever asked. */
  public Problem {
    message = shortened(message, MOST_MESSAGE);
    suggestion = shortened(suggestion, MOST_SUGGESTION);
    violations = FirstViolations.of(violations);
  }

  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  public static Problem invalid(String code, String message, String suggestion) {
    return new Problem(Kind.INVALID, code, message, suggestion, List.of());
  }

  public static Problem notFound(String code, String message, String suggestion) {
    return new Problem(Kind.NOT_FOUND, code, message, suggestion, List.of());
  }

  public static Problem conflict(String code, String message, String suggestion) {
    return new Problem(Kind.CONFLICT, code, message, suggestion, List.of());
  }

  public static Problem failed(String code, String message, String suggestion) {
    return new Problem(Kind.FAILED, code, message, suggestion, List.of());
  }

  public static Problem unavailable(String code, String message, String suggestion) {
    return new Problem(Kind.UNAVAILABLE, code, message, suggestion, List.of());
  }

  public Problem withViolations(List<Violation> found) {
    return new Problem(kind, code, message, suggestion, found);
  }

  public ProblemException toException() {
    return new ProblemException(this);
  }

  public ProblemException toException(Throwable cause) {
    return new ProblemException(this, cause);
  }
}
