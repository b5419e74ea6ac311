package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.core.Violation;
import dev.cairn.provider.GitAddress;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.SourceLook;
import dev.cairn.provider.SourceLook.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The directories of this machine that operators may take code from, as whoever runs Cairn names
 * them. An admin may name any: he could let himself. What an application is made of, whoever may
 * look at it reads; and Cairn reads what the operator himself could not.
 *
 * @param allowed none: no directory at all
 * @param look what sees what there is in a directory
 */
public record SourceRoots(List<Path> allowed, SourceLook look) {
  public SourceRoots {
    allowed = List.copyOf(allowed);
  }

  /**
   * Lets pass or refuses.
   *
   * @throws dev.cairn.core.ProblemException {@code source-not-allowed}
   */
  void require(Actor actor, Source source) {
    if (actor.role().includes(Role.ADMIN)) {
      return;
    }
    switch (source) {
      case Source.Directory(Path path) -> require(actor, path);
      case Source.Git(String url, String _) -> {
        switch (GitAddress.of(url)) {
          case GitAddress.Here(Path path) -> require(actor, path);
          case GitAddress.Refused(String rule) ->
              throw refused(actor, url, "it is to be " + rule).toException();
          case GitAddress.Network _ -> {}
        }
      }
      case Source.Image _ -> {}
    }
  }

  /**
   * Refuses a directory that is not there, or does not hold what the service takes of it. Only for
   * whoever may deploy it, see {@link #require}: others learn nothing of what there is.
   */
  void requireThere(ServiceSpec spec) {
    requireThere(spec.source());
    if (spec.source() instanceof Source.Directory(Path root)) {
      var found = new ArrayList<Violation>();
      var build = spec.build();
      missing("directory", root, build.directory(), Kind.DIRECTORY).ifPresent(found::add);
      missing("dockerfile", root, build.dockerfile(), Kind.FILE).ifPresent(found::add);
      SpecRules.refuse(found);
    }
  }

  /** As {@link #requireThere(ServiceSpec)}, of the directory itself. */
  void requireThere(Source source) {
    if (source instanceof Source.Directory(Path path)
        && path.isAbsolute()
        && !look.holds(path, ".", Kind.DIRECTORY)) {
      SpecRules.refuse(
          List.of(new Violation("source", "is no directory of this machine: " + path)));
    }
  }

  private Optional<Violation> missing(String field, Path root, Optional<String> path, Kind kind) {
    return path.filter(it -> !look.holds(root, it, kind))
        .map(
            it ->
                new Violation(
                    field,
                    "is no "
                        + kind.name().toLowerCase(Locale.ROOT)
                        + " that the source's owner may look at, or leads out of the source: "
                        + root.resolve(it)));
  }

  private void require(Actor actor, Path path) {
    if (!isAllowed(path)) {
      var why =
          allowed.isEmpty()
              ? "no directory of this machine is open to operators"
              : "it does not lie in " + allowed;
      throw refused(actor, path.toString(), why).toException();
    }
  }

  private static Problem refused(Actor actor, String what, String why) {
    return new Problem(
        Problem.Kind.FORBIDDEN,
        "source-not-allowed",
        "User %s is an operator and may not deploy %s: %s.".formatted(actor.name(), what, why),
        "Ask an admin to deploy it once, or to name a directory that it lies in under"
            + " `sources` in config.yaml; or name a Git repository by its address.",
        List.of());
  }

  /**
   * By where links lead; of one that is not there, by where it would be. So outside of what is
   * allowed the answer is the same whether there is something or not.
   */
  private boolean isAllowed(Path path) {
    var real = find(path);
    return allowed.stream()
        .filter(Files::exists)
        .flatMap(root -> find(root).stream())
        .anyMatch(root -> real.filter(it -> it.startsWith(root)).isPresent());
  }

  /** What of this machine a source is, as it is written. */
  public static Optional<Path> pathOf(Source source) {
    return switch (source) {
      case Source.Directory(Path path) -> Optional.of(path);
      case Source.Git(String url, String _) ->
          GitAddress.of(url) instanceof GitAddress.Here(Path path)
              ? Optional.of(path)
              : Optional.empty();
      case Source.Image _ -> Optional.empty();
    };
  }

  /**
   * Where links lead; of what is not there, where it would be.
   *
   * @return empty where that is nowhere
   */
  public static Optional<Path> find(Path path) {
    if (!path.isAbsolute()) {
      return Optional.empty();
    }
    var there = path;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = Objects.requireNonNullElse(there.getParent(), there);
    }
    try {
      return Optional.of(there.toRealPath().resolve(there.relativize(path)).normalize());
    } catch (IOException leadsNowhere) {
      return Optional.empty();
    }
  }
}
