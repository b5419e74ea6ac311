package dev.cairn.service;

import dev.cairn.core.Bytes;
import dev.cairn.core.Periods;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.GitAddress;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a service may be like; all that is wrong is told together. */
final class SpecRules {
  static final int HIGHEST_PORT = 65_535;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration LONGEST_COMMAND = Duration.ofHours(6);

  /** The least that Docker takes. */
  private static final Bytes LEAST_MEMORY = Bytes.ofMib(6);

  private static final Bytes MOST_MEMORY = Bytes.ofGib(1024L * 1024);
  private static final Bytes LEAST_SHARED = Bytes.ofKib(64);
  private static final BigDecimal LEAST_CPUS = new BigDecimal("0.01");

  /** A token may stand in place of the user's name; with SSH that name is no secret. */
  private static final Pattern SIGN_IN =
      Pattern.compile("(?i)^(https?://[^/]*@|[^:/]+://[^/@]*:[^/]*@)");

  private SpecRules() {}

  static void check(ServiceSpec spec) {
    refuse(violations(spec));
  }

  static List<Violation> violations(ServiceSpec spec) {
    var found = new ArrayList<Violation>();
    switch (spec.source()) {
      case Source.Directory(Path path) -> {
        if (!path.isAbsolute()) {
          found.add(new Violation("source", "must be an absolute path: " + path));
        }
      }
      case Source.Git(String url, String ref) -> {
        if (GitAddress.of(url) instanceof GitAddress.Refused(String rule)) {
          found.add(new Violation("git", "must be " + rule));
        }
        if (SIGN_IN.matcher(url).find()) {
          found.add(
              new Violation(
                  "git",
                  "must hold no user name, password or token: everybody who may look would see it."
                      + " Keep it with git (git config --global credential.helper store), or use"
                      + " an SSH key"));
        }
        if (ref.isBlank() || ref.startsWith("-") || ref.contains("..")) {
          found.add(new Violation("git", "must name a branch, tag or commit after the #"));
        }
      }
      case Source.Image(String name) -> {
        if (!name.matches("[a-z0-9][A-Za-z0-9._/:@-]*")) {
          found.add(new Violation("image", "is no name of an image: " + name));
        }
        if (spec.runtime().equals(Optional.of(RuntimeKind.PROCESS))) {
          found.add(new Violation("runtime", "an image runs as a container only"));
        }
      }
    }
    if (spec.port() < 1 || spec.port() > HIGHEST_PORT) {
      found.add(new Violation("port", "must be between 1 and 65535"));
    }
    spec.health()
        .filter(path -> !path.matches("/[!-~]*"))
        .ifPresent(path -> found.add(new Violation("health", "must be a path that begins with /")));
    if (spec.runtime().equals(Optional.of(RuntimeKind.PROCESS)) && spec.run().isEmpty()) {
      found.add(new Violation("run", "is needed to run as a process"));
    }
    within("healthyWithin", spec.waits().healthy(), Duration.ofSeconds(1), LONGEST_WAIT, found);
    within("releaseWithin", spec.waits().release(), Duration.ofSeconds(1), LONGEST_COMMAND, found);
    within("drainWithin", spec.waits().drain(), Duration.ZERO, LONGEST_WAIT, found);
    atLeast("memory", spec.limits().memory(), LEAST_MEMORY, found);
    atLeast("shmSize", spec.limits().shmSize(), LEAST_SHARED, found);
    spec.limits()
        .cpus()
        .filter(it -> it.compareTo(LEAST_CPUS) < 0)
        .ifPresent(it -> found.add(new Violation("cpus", "must be at least " + LEAST_CPUS)));
    build(spec, found);
    found.addAll(HostNames.violations(spec.access().hosts()));
    return found;
  }

  static void refuse(List<Violation> found) {
    if (!found.isEmpty()) {
      throw Problem.invalid(
              "invalid-service",
              "The service is not right: "
                  + found.getFirst().field()
                  + " "
                  + found.getFirst().message()
                  + (found.size() > 1 ? " (and " + (found.size() - 1) + " more)." : "."),
              "Mend what is named and try again.")
          .withViolations(found)
          .toException();
    }
  }

  private static void build(ServiceSpec spec, List<Violation> found) {
    var build = spec.build();
    inside("directory", build.directory(), found);
    inside("dockerfile", build.dockerfile(), found);
    build
        .variables()
        .forEach(
            (name, value) -> {
              VariableRules.checkName(name)
                  .ifPresent(why -> found.add(new Violation("buildVariables", name + " " + why)));
              if (value.isEmpty() && VariableRules.looksSecret(name, "")) {
                found.add(
                    new Violation(
                        "buildVariables",
                        name
                            + " is a secret, and a build variable stays in the image: name it in"
                            + " buildSecrets, or give it a value of its own here if it is none"));
              }
              if (value.filter(it -> VariableRules.looksSecret("", it)).isPresent()) {
                found.add(
                    new Violation(
                        "buildVariables",
                        "the value of "
                            + name
                            + " holds a password, which everybody who may look would see: set it"
                            + " as a variable of the stage and name that in buildSecrets"));
              }
            });
    for (var name : build.secrets()) {
      VariableRules.checkName(name)
          .ifPresent(why -> found.add(new Violation("buildSecrets", name + " " + why)));
      if (build.variables().containsKey(name)) {
        found.add(new Violation("buildSecrets", name + " is among buildVariables too"));
      }
    }
  }

  /** Below the source's root, whatever that is. */
  private static void inside(String field, Optional<String> path, List<Violation> found) {
    path.filter(
            it ->
                it.startsWith("/")
                    || it.indexOf('\0') >= 0
                    || it.lines().count() > 1
                    || List.of(it.split("/")).contains(".."))
        .ifPresent(
            it ->
                found.add(
                    new Violation(
                        field, "must be a path inside the source, not absolute and without ..")));
  }

  private static void within(
      String field, Optional<Duration> wait, Duration least, Duration most, List<Violation> found) {
    wait.filter(it -> it.compareTo(least) < 0 || it.compareTo(most) > 0)
        .ifPresent(
            it ->
                found.add(
                    new Violation(
                        field,
                        "must be from " + Periods.text(least) + " to " + Periods.text(most))));
  }

  private static void atLeast(
      String field, Optional<Bytes> size, Bytes least, List<Violation> found) {
    size.filter(it -> it.compareTo(least) < 0 || it.compareTo(MOST_MEMORY) > 0)
        .ifPresent(
            it ->
                found.add(
                    new Violation(
                        field,
                        "must be from " + least.written() + " to " + MOST_MEMORY.written())));
  }
}
