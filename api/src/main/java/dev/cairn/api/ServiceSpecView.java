package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * How an application is built and run. Exactly one of {@code source}, {@code git} and {@code
 * image}. Durations are written {@code 90s}, {@code 5m} or {@code 1h}, sizes {@code 512m} or {@code
 * 2g}.
 *
 * @param source absolute directory on the server's machine
 * @param git {@code URL#ref}; the first {@code #} ends the URL
 * @param pull {@code always} or {@code missing}: whether an image's tag is looked up anew
 * @param directory where in the source the application is
 * @param dockerfile relative to the source; by default that of the directory
 * @param buildVariables {@code NAME=value}, or {@code NAME} for the stage's variable
 * @param buildSecrets names of variables of the stage that only the build sees
 * @param hosts names of its own; in force without a deploy, as is {@code accessLog}
 * @param accessLog whether requests are written down
 * @param runtime {@code container} or {@code process}; chosen by what is there where absent
 * @param cpus processors, {@code 0.5} being half of one
 * @param shmSize of {@code /dev/shm}, of containers
 */
public record ServiceSpecView(
    Optional<String> source,
    Optional<String> git,
    Optional<String> image,
    Optional<String> pull,
    Optional<String> directory,
    Optional<String> dockerfile,
    Optional<String> build,
    List<String> buildVariables,
    List<String> buildSecrets,
    Optional<String> run,
    Optional<String> release,
    int port,
    Optional<String> health,
    List<String> hosts,
    Optional<Boolean> accessLog,
    Optional<String> runtime,
    Optional<String> healthyWithin,
    Optional<String> releaseWithin,
    Optional<String> drainWithin,
    Optional<String> memory,
    Optional<String> cpus,
    Optional<String> shmSize) {
  public ServiceSpecView {
    source = Absent.optional(source);
    git = Absent.optional(git);
    image = Absent.optional(image);
    pull = Absent.optional(pull);
    directory = Absent.optional(directory);
    dockerfile = Absent.optional(dockerfile);
    build = Absent.optional(build);
    buildVariables = Absent.list(buildVariables);
    buildSecrets = Absent.list(buildSecrets);
    run = Absent.optional(run);
    release = Absent.optional(release);
    health = Absent.optional(health);
    hosts = Absent.list(hosts);
    accessLog = Absent.optional(accessLog);
    runtime = Absent.optional(runtime);
    healthyWithin = Absent.optional(healthyWithin);
    releaseWithin = Absent.optional(releaseWithin);
    drainWithin = Absent.optional(drainWithin);
    memory = Absent.optional(memory);
    cpus = Absent.optional(cpus);
    shmSize = Absent.optional(shmSize);
  }
}
