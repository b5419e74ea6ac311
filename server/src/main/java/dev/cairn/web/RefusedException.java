package dev.cairn.web;

import dev.cairn.core.Problem;

/** A request that HTTP itself has a status for, such as 405 or 413. */
public final class RefusedException extends RuntimeException {
  private final int status;
  private final transient Problem problem;

  public RefusedException(int status, String code, String message, String suggestion) {
    super(code + ": " + message);
    this.status = status;
    this.problem = Problem.invalid(code, message, suggestion);
  }

  int status() {
    return status;
  }

  Problem problem() {
    return problem;
  }
}
