package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directories of this machine that operators may take code from, as whoever runs Cairn names
 * them. An admin may name any: he could let himself. What an application is made of, whoever may
 * look at it reads; and Cairn reads what the operator himself could not.
 *
 * @param allowed none: no directory at all
 */
public record SourceRoots(List<Path> allowed) {
  /** What lies elsewhere is fetched over the network; nothing of this machine is read by it. */
  private static final Pattern REMOTE =
      Pattern.compile("(?i)(?:git|https?|ssh)://.*|[^/:]+@[^/:]+:.*");

  public SourceRoots {
    allowed = List.copyOf(allowed);
  }

  /**
   * Lets pass or refuses.
   *
   * @throws dev.cairn.core.ProblemException {@code source-not-allowed}
   */
  void require(Actor actor, Source source) {
    var path = here(source);
    if (actor.role().includes(Role.ADMIN) || path.filter(it -> !isAllowed(it)).isEmpty()) {
      return;
    }
    throw new Problem(
            Problem.Kind.FORBIDDEN,
            "source-not-allowed",
            "User %s is an operator and may not deploy %s: %s."
                .formatted(
                    actor.name(),
                    path.get(),
                    allowed.isEmpty()
                        ? "no directory of this machine is open to operators"
                        : "it does not lie in " + allowed),
            "Ask an admin to deploy it once, or to name a directory that it lies in under"
                + " `sources` in config.yaml; or name a Git repository by its address.",
            List.of())
        .toException();
  }

  private static Optional<Path> here(Source source) {
    return switch (source) {
      case Source.Directory(Path path) -> Optional.of(path);
      case Source.Git(String url, String _) ->
          REMOTE.matcher(url).matches()
              ? Optional.empty()
              : Optional.of(Path.of(url.replaceFirst("^file://", "").replace("\0", "")));
      case Source.Image _ -> Optional.empty();
    };
  }

  /**
   * By where links lead; of one that is not there, by where it would be. So outside of what is
   * allowed the answer is the same whether there is something or not.
   */
  private boolean isAllowed(Path path) {
    if (!path.isAbsolute()) {
      return false;
    }
    var there = path;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = Objects.requireNonNullElse(there.getParent(), there);
    }
    try {
      var real = there.toRealPath();
      for (var root : allowed) {
        if (Files.exists(root) && real.startsWith(root.toRealPath())) {
          return true;
        }
      }
      return false;
    } catch (IOException leadsNowhere) {
      return false;
    }
  }
}
