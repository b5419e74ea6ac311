package dev.cairn.provider.local.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Cairn may make groups in the hierarchy of version 2: at its root as root, else in the
 * uppermost group above its own that is its user's. systemd gives a user's manager one
 * (user@UID.service), and a service with {@code Delegate=yes}. See the kernel's
 * Documentation/admin-guide/cgroup-v2.rst, "Delegation" and "No Internal Process Constraint", and
 * systemd.io/CGROUP_DELEGATION.
 */
final class UnifiedGroups {
  private static final Logger LOG = LoggerFactory.getLogger(UnifiedGroups.class);
  private static final List<String> WANTED = List.of("cpu", "memory");

  /** Of what was in the base itself before it got groups with limits. */
  private static final String ROOM = "cairn-others";

  private final Path root;
  private final Path own;

  UnifiedGroups(Path root, Path own) {
    this.root = root;
    this.own = own;
  }

  /** Whether this hierarchy is the one that is used, not beside those of version 1. */
  boolean isMounted() {
    return Files.exists(root.resolve("cgroup.controllers"));
  }

  /** The group to make others in; empty where none is Cairn's. */
  Optional<Path> base() {
    if (isOurs(root)) {
      return Optional.of(root);
    }
    var best = Optional.<Path>empty();
    var place = Optional.of(ownGroup());
    while (place.filter(it -> !it.equals(root) && isOurs(it)).isPresent()) {
      best = place;
      place = place.flatMap(it -> Optional.ofNullable(it.getParent()));
    }
    return best;
  }

  /** Those for memory and processors that the group may hand on. */
  Set<String> controllers(Path base) {
    var all = new TreeSet<>(Arrays.asList(read(base.resolve("cgroup.controllers")).split("\\s+")));
    all.retainAll(WANTED);
    return all;
  }

  String refusal() {
    var base = base();
    return base.isEmpty()
        ? "the control group of Cairn's own, "
            + ownGroup()
            + ", is not delegated to its user: start Cairn by the user's manager (systemd-run"
            + " --user --scope cairn up)"
        : "the controllers for memory and cpu are not delegated to " + base.get();
  }

  /**
   * A group with processes of its own cannot hand on controllers, except for the very root: they
   * are moved into one beside Cairn's.
   */
  void makeRoom() throws IOException {
    var base = base();
    if (base.isEmpty() || !Files.exists(base.get().resolve("cgroup.events"))) {
      return;
    }
    var inside = read(base.get().resolve("cgroup.procs")).lines().toList();
    if (inside.isEmpty()) {
      return;
    }
    var room = base.get().resolve(ROOM);
    Files.createDirectories(room);
    for (var pid : inside) {
      Files.writeString(room.resolve("cgroup.procs"), pid);
    }
    LOG.info("Moved {} processes of {} to {}", inside.size(), base.get(), room);
  }

  /** Has the base, and a group in it, hand a controller on, where they are let. */
  void handOn(String controller, Path group) throws IOException {
    var base = base();
    if (base.isPresent()
        && List.of(read(base.get().resolve("cgroup.controllers")).strip().split("\\s+"))
            .contains(controller)) {
      makeRoom();
      for (var directory : List.of(base.get(), group)) {
        Files.writeString(directory.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  private Path ownGroup() {
    var path =
        read(own)
            .lines()
            .filter(line -> line.startsWith("0::/"))
            .map(line -> line.substring("0::/".length()))
            .collect(Collectors.joining());
    return root.resolve(path).normalize();
  }

  private boolean isOurs(Path group) {
    return group.startsWith(root)
        && Files.isWritable(group)
        && Files.isWritable(group.resolve("cgroup.procs"))
        && Files.isWritable(group.resolve("cgroup.subtree_control"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      LOG.debug("{} cannot be read", file, e);
      return "";
    }
  }
}
