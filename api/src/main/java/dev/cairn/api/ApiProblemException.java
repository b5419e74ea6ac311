package dev.cairn.api;

import org.jspecify.annotations.Nullable;

/** The server answered with a problem, or could not be asked ({@code server-unreachable}). */
public final class ApiProblemException extends RuntimeException {
  private final transient ProblemView problem;

  public ApiProblemException(ProblemView problem) {
    this(problem, null);
  }

  public ApiProblemException(ProblemView problem, @Nullable Throwable cause) {
    super(problem.code() + ": " + problem.detail(), cause);
    this.problem = problem;
  }

  public ProblemView problem() {
    return problem;
  }
}
