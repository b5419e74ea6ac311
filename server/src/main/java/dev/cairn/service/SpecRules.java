package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a service may be like; all that is wrong is told together. */
final class SpecRules {
  private static final int HIGHEST_PORT = 65_535;

  /** A token may stand in place of the user's name; with SSH that name is no secret. */
  private static final Pattern SIGN_IN =
      Pattern.compile("(?i)^(https?://[^/]*@|[^:/]+://[^/@]*:[^/]*@)");

  private SpecRules() {}

  static void check(ServiceSpec spec) {
    var found = new ArrayList<Violation>();
    switch (spec.source()) {
      case Source.Directory(Path path) -> {
        if (!path.isAbsolute()) {
          found.add(new Violation("source", "must be an absolute path: " + path));
        } else if (!Files.isDirectory(path)) {
          found.add(new Violation("source", "is no directory of this machine: " + path));
        }
      }
      case Source.Git(String url, String ref) -> {
        if (url.isBlank() || url.startsWith("-")) {
          found.add(new Violation("git", "must be the URL of a repository"));
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
    notBlank("build", spec.build(), found);
    notBlank("run", spec.run(), found);
    notBlank("release", spec.release(), found);
    if (spec.runtime().equals(Optional.of(RuntimeKind.PROCESS)) && spec.run().isEmpty()) {
      found.add(new Violation("run", "is needed to run as a process"));
    }
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

  private static void notBlank(String field, Optional<String> command, List<Violation> found) {
    if (command.isPresent() && command.get().isBlank()) {
      found.add(new Violation(field, "must not be empty; leave it out instead"));
    }
  }
}
