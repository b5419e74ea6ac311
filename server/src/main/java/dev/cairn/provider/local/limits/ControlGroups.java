package dev.cairn.provider.local.limits;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group for all that runs for one purpose, where Cairn may make one: what is started in
 * it cannot leave it, whatever session it goes into and whatever it forgets of its environment. In
 * version 2 that is the group with the limits; in version 1 one of the hierarchy that counts
 * processes. See cgroups(7).
 */
public final class ControlGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
  private static final Duration LAST_LEAVING = Duration.ofSeconds(1);
  private static final String MEMBERS = "cgroup.procs";

  /** What is told to the kernel where there is to be no bound, which is its default. */
  private static final String UNBOUNDED = "max";

  private final Path root;
  private final UnifiedGroups unified;

  /**
   * @param root where control groups are mounted, {@code /sys/fs/cgroup}
   * @param own which groups Cairn itself is in, {@code /proc/self/cgroup}
   */
  public ControlGroups(Path root, Path own) {
    this.root = root;
    this.unified = new UnifiedGroups(root, own);
  }

  /** As {@link #ensure(String, int)}, of as many processes as there come to be. */
  public Optional<Path> ensure(String group) {
    return ensure(group, UNBOUNDED);
  }

  /**
   * The list of its members, to be written to; the group is made where it is not there.
   *
   * @param most how many processes and threads there may be in it
   */
  public Optional<Path> ensure(String group, int most) {
    return ensure(group, String.valueOf(most));
  }

  private Optional<Path> ensure(String group, String most) {
    var directory = find(group);
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(directory.get());
      bound(directory.get(), most);
      return members(group);
    } catch (IOException e) {
      LOG.info("No control group for {}: {}", group, e.getMessage());
      return Optional.empty();
    }
  }

  /** Also where there is to be none: an end that failed has left it at 0. */
  private void bound(Path directory, String most) {
    var limit = directory.resolve("pids.max");
    try {
      if (unified.isMounted() && !Files.exists(limit)) {
        unified.handOn("pids", directory.resolveSibling(".").normalize());
      }
      if (Files.exists(limit)) {
        Files.writeString(limit, most);
      }
    } catch (IOException e) {
      LOG.info("No bound on the processes in {}: {}", directory, e.getMessage());
    }
  }

  /** The list of its members; empty where there is no such group. */
  public Optional<Path> members(String group) {
    return find(group).map(it -> it.resolve(MEMBERS)).filter(Files::exists);
  }

  /**
   * Once nothing of it runs.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended} where something still does
   */
  public void remove(String group) {
    find(group)
        .filter(it -> !ReadyWait.upTo(LAST_LEAVING).holdsInTime(() -> isRemoved(it)))
        .ifPresent(
            it -> {
              throw occupied(it).toException();
            });
  }

  private static Problem occupied(Path directory) {
    var list = directory.resolve(MEMBERS);
    return Problem.failed(
        "not-ended",
        "Could not end all that was started in the control group "
            + directory
            + ": something still runs in it.",
        "Look at it with: ps -o pid,user,stat,args -p \"$(paste -sd, "
            + list
            + ")\"; end it, and try again.");
  }

  /** Whoever Cairn is itself may have made groups in it. */
  private static boolean isRemoved(Path directory) {
    if (!Files.exists(directory)) {
      return true;
    }
    try (var all = Files.walk(directory)) {
      for (var each : all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException | UncheckedIOException occupied) {
      return false;
    }
  }

  private Optional<Path> find(String group) {
    var parent =
        unified.isMounted()
            ? unified.base()
            : Stream.of("pids", "unified", "freezer", "memory")
                .map(root::resolve)
                .filter(it -> Files.isWritable(it) && Files.exists(it.resolve(MEMBERS)))
                .findFirst();
    return parent.map(it -> it.resolve("cairn").resolve(group));
  }
}
