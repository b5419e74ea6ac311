package dev.cairn.service;

import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the application of a stage is built and run. What people write of it are {@link ServiceKeys};
 * nothing else makes one, so that no key is lost on a way.
 *
 * @param pull whether an image is looked up anew; see {@link #pulls}
 * @param health path that answers 2xx (redirects followed) once it serves; where empty, an accepted
 *     connection counts
 * @param release command that runs with the new code and variables before traffic switches
 * @param runtime container, process, or empty: a container where there is a container engine and a
 *     Dockerfile or image, else a process
 * @param access how it is asked: in force at once, and no part of what a release is
 */
public record ServiceSpec(
    Source source,
    Optional<Pull> pull,
    Build build,
    Optional<String> run,
    Optional<String> release,
    int port,
    Optional<String> health,
    Optional<RuntimeKind> runtime,
    Waits waits,
    Limits limits,
    Access access) {

  /** As what the application runs. */
  public enum RuntimeKind {
    CONTAINER,
    PROCESS
  }

  /**
   * How the code becomes what runs; see {@link dev.cairn.provider.ReleaseInstance.Build}.
   *
   * @param variables by name, with their values; those of the stage's variable of that name where
   *     empty
   * @param secrets names of variables of the stage
   */
  public record Build(
      Optional<String> command,
      Optional<String> directory,
      Optional<String> dockerfile,
      SortedMap<String, Optional<String>> variables,
      SortedSet<String> secrets) {
    public Build {
      variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
      secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
    }

    /** Whether the build gets any of the stage's variables or of its own. */
    boolean takesVariables() {
      return !variables.isEmpty() || !secrets.isEmpty();
    }
  }

  /**
   * How long a deploy waits for what.
   *
   * @param healthy for a release that was started
   * @param release for the release command
   * @param drain for requests that still run at the release before
   */
  public record Waits(
      Optional<Duration> healthy, Optional<Duration> release, Optional<Duration> drain) {
    public static final Duration HEALTHY = Duration.ofSeconds(60);
    public static final Duration RELEASE = Duration.ofMinutes(15);
    public static final Duration DRAIN = Duration.ofSeconds(30);
  }

  /**
   * How people reach it, besides by what every stage has.
   *
   * @param hosts names of its own, lower case and in ASCII; see {@link HostNames}
   * @param log whether requests are written down
   */
  public record Access(List<String> hosts, boolean log) {
    public Access {
      hosts = List.copyOf(hosts);
    }
  }

  public ServiceSpec withSource(Source other) {
    return new ServiceSpec(
        other, pull, build, run, release, port, health, runtime, waits, limits, access);
  }

  public ServiceSpec withHosts(List<String> hosts) {
    return with(new Access(hosts, access.log()));
  }

  private ServiceSpec with(Access other) {
    return new ServiceSpec(
        source, pull, build, run, release, port, health, runtime, waits, limits, other);
  }

  /** Whether a release of the one is a release of the other too. */
  public boolean runsAs(ServiceSpec other) {
    return with(other.access).equals(other);
  }

  Duration healthyWithin() {
    return waits.healthy().orElse(Waits.HEALTHY);
  }

  Duration releaseWithin() {
    return waits.release().orElse(Waits.RELEASE);
  }

  Duration drainWithin() {
    return waits.drain().orElse(Waits.DRAIN);
  }

  /**
   * Where nothing is said: always where the name has a registry or a tag, as others may push there;
   * one digest is one image for good, and a bare name is somebody's own.
   */
  Pull pulls() {
    if (!(source instanceof Source.Image(String name)) || name.contains("@")) {
      return Pull.MISSING;
    }
    boolean tagged = name.lastIndexOf(':') > name.lastIndexOf('/');
    // As Docker tells a registry from a part of the name.
    boolean hasRegistry = name.matches("([^/]*[.:][^/]*|localhost)/.*");
    return pull.orElse(tagged || hasRegistry ? Pull.ALWAYS : Pull.MISSING);
  }
}
