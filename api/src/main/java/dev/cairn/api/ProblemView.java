package dev.cairn.api;

import java.util.List;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param code stable, for programs
 * @param suggestion the next action
 */
public record ProblemView(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String suggestion,
    List<ViolationView> violations) {
  public ProblemView {
    violations = Absent.list(violations);
  }
}
