package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A release as wanted.
 *
 * @param id {@code <stack>-<stage>-r<number>}
 * @param builtAs the release whose build this one runs, for a rollback or changed variables; its
 *     own where empty
 * @param pull what becomes of an image that is here already; of no meaning where the source is none
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
    Build build,
    Pull pull,
    Optional<String> run,
    Limits limits,
    int port,
    Map<String, Sensitive<String>> variables,
    List<Path> authorities) {

  /** Where the code comes from. */
  public sealed interface Source {
    record Directory(Path path) implements Source {}

    record Git(String url, String ref) implements Source {
      /** From {@code URL#ref}: the first {@code #} ends the URL, and a ref may hold more. */
      public static Git of(String written) {
        int end = written.indexOf('#');
        var ref = end < 0 ? "" : written.substring(end + 1).strip();
        return new Git(
            (end < 0 ? written : written.substring(0, end)).strip(), ref.isEmpty() ? "HEAD" : ref);
      }

      public String written() {
        return url + "#" + ref;
      }
    }

    record Image(String name) implements Source {}
  }

  /** Whether an image is asked for at its registry. */
  public enum Pull {
    /** Each time; where the registry does not answer, the one that is here serves. */
    ALWAYS,
    /** Only where it is not here. */
    MISSING
  }

  /**
   * How the code becomes what runs.
   *
   * @param command of a process; empty where nothing is to be built
   * @param directory where in the source the application is, relative, without {@code ..}; its root
   *     where empty. A process is built and runs there; a container's build has it as its context
   * @param dockerfile relative to the source's root; where empty, that of the directory
   * @param variables {@code ARG}s of a container's build, environment of a process's
   * @param secrets by name; mounts of a container's build, environment of a process's. Never in an
   *     image, a log or an argument
   */
  public record Build(
      Optional<String> command,
      Optional<String> directory,
      Optional<String> dockerfile,
      SortedMap<String, String> variables,
      SortedMap<String, Sensitive<String>> secrets) {
    public static final Build NONE = by(Optional.empty());

    public Build {
      variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
      secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
    }

    /** By a command in the source's root. */
    public static Build by(Optional<String> command) {
      return new Build(
          command, Optional.empty(), Optional.empty(), new TreeMap<>(), new TreeMap<>());
    }
  }

  /**
   * What the application may take; without a limit where empty.
   *
   * @param cpus processors, {@code 0.5} being half of one
   * @param shmSize of {@code /dev/shm}; of containers only
   */
  public record Limits(Optional<Bytes> memory, Optional<BigDecimal> cpus, Optional<Bytes> shmSize) {
    public static final Limits NONE =
        new Limits(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
