package dev.cairn.service;

import dev.cairn.provider.ReleaseInstance.Source;
import java.util.Optional;

/**
 * How the application of a stage is built and run.
 *
 * @param health path that answers 2xx (redirects followed) once it serves; where empty, an accepted
 *     connection counts
 * @param release command that runs with the new code and variables before traffic switches
 * @param runtime container, process, or empty: a container where there is a container engine and a
 *     Dockerfile or image, else a process
 */
public record ServiceSpec(
    Source source,
    Optional<String> build,
    Optional<String> run,
    Optional<String> release,
    int port,
    Optional<String> health,
    Optional<RuntimeKind> runtime) {

  /** As what the application runs. */
  public enum RuntimeKind {
    CONTAINER,
    PROCESS
  }
}
