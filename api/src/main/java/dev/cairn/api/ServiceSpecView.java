package dev.cairn.api;

import java.util.Optional;

/**
 * How an application is built and run. Exactly one of {@code source}, {@code git} and {@code
 * image}.
 *
 * @param source absolute directory on the server's machine
 * @param git {@code URL#ref}
 * @param runtime {@code container} or {@code process}; chosen by what is there where absent
 */
public record ServiceSpecView(
    Optional<String> source,
    Optional<String> git,
    Optional<String> image,
    Optional<String> build,
    Optional<String> run,
    Optional<String> release,
    int port,
    Optional<String> health,
    Optional<String> runtime) {
  public ServiceSpecView {
    source = Absent.optional(source);
    git = Absent.optional(git);
    image = Absent.optional(image);
    build = Absent.optional(build);
    run = Absent.optional(run);
    release = Absent.optional(release);
    health = Absent.optional(health);
    runtime = Absent.optional(runtime);
  }
}
