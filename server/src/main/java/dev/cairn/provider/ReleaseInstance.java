package dev.cairn.provider;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A release as wanted.
 *
 * @param id {@code <stack>-<stage>-r<number>}
 * @param builtAs the release whose build this one runs, for a rollback or changed variables; its
 *     own where empty
 * @param port the port that the application listens on; handed over as PORT. A process on {@code
 *     local} gets a free one in its place
 * @param authorities files of certificates that a container finds under {@code /etc/cairn/}, by
 *     their names here: those of databases that this installation does not run
 */
public record ReleaseInstance(
    String id,
    StageRef stage,
    Source source,
    Optional<String> builtAs,
    Optional<String> build,
    Optional<String> run,
    int port,
    Map<String, Sensitive<String>> variables,
    List<Path> authorities) {

  /** Where the code comes from. */
  public sealed interface Source {
    record Directory(Path path) implements Source {}

    record Git(String url, String ref) implements Source {}

    record Image(String name) implements Source {}
  }
}
