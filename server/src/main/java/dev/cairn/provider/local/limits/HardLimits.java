package dev.cairn.provider.local.limits;

import dev.cairn.core.ReadyWait;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Postgres;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.provider.ReleaseInstance.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory and processors of an instance type or an application as limits of the kernel, where Cairn
 * may set them: control groups of version 2 or 1, see cgroups(7). Elsewhere the engine's own
 * settings are all.
 */
public final class HardLimits {
  private static final Logger LOG = LoggerFactory.getLogger(HardLimits.class);
  private static final int PERIOD_MICROS = 100_000;

  /** The least that the kernel takes. */
  private static final long LEAST_QUOTA_MICROS = 1000;

  /** One that has ended is in its group for a moment longer, a child of it until it ends too. */
  private static final Duration LAST_LEAVING = Duration.ofSeconds(1);

  /** Where the limits are kept is the same for each. */
  private static final InstanceType ANY = Postgres.INSTANCE.types().getFirst();

  private final Path root;
  private final UnifiedGroups unified;

  /**
   * @param root where control groups are mounted, {@code /sys/fs/cgroup}
   * @param own which groups Cairn itself is in, {@code /proc/self/cgroup}
   */
  public HardLimits(Path root, Path own) {
    this.root = root;
    this.unified = new UnifiedGroups(root, own);
  }

  /** What to write where, in this order; empty where there is no control group to write to. */
  Map<Path, String> plan(String group, InstanceType type) {
    return plan(group, limits(type));
  }

  private static Limits limits(InstanceType type) {
    var cpus = BigDecimal.valueOf(type.vcpus());
    return new Limits(Optional.of(type.memory()), Optional.of(cpus), Optional.empty());
  }

  private Map<Path, String> plan(String group, Limits limits) {
    var memory = limits.memory().map(it -> String.valueOf(it.value()));
    var quota =
        limits
            .cpus()
            .map(it -> it.multiply(BigDecimal.valueOf(PERIOD_MICROS)).longValue())
            .map(it -> String.valueOf(Math.max(LEAST_QUOTA_MICROS, it)));
    var writes = new LinkedHashMap<Path, String>();
    if (unified.isMounted()) {
      var base = unified.base();
      var controllers = base.map(unified::controllers).orElse(Set.of());
      if (controllers.isEmpty()) {
        return writes;
      }
      var enabled = controllers.stream().map(it -> "+" + it).collect(Collectors.joining(" "));
      var parent = base.get().resolve("cairn");
      writes.put(base.get().resolve("cgroup.subtree_control"), enabled);
      writes.put(parent.resolve("cgroup.subtree_control"), enabled);
      if (controllers.contains("memory")) {
        memory.ifPresent(it -> writes.put(parent.resolve(group).resolve("memory.max"), it));
      }
      if (controllers.contains("cpu")) {
        quota.ifPresent(
            it -> writes.put(parent.resolve(group).resolve("cpu.max"), it + " " + PERIOD_MICROS));
      }
      return writes;
    }
    if (memory.isPresent() && Files.exists(root.resolve("memory/cgroup.procs"))) {
      writes.put(
          root.resolve("memory/cairn").resolve(group).resolve("memory.limit_in_bytes"),
          memory.get());
    }
    if (quota.isPresent() && Files.exists(root.resolve("cpu/cgroup.procs"))) {
      writes.put(root.resolve("cpu/cairn").resolve(group).resolve("cpu.cfs_quota_us"), quota.get());
    }
    return writes;
  }

  /** Why there are no limits here, for people; empty where there are. */
  public Optional<String> unavailable() {
    var writes = plan("probe", ANY);
    if (writes.isEmpty()) {
      return Optional.of(
          unified.isMounted()
              ? unified.refusal()
              : "no control groups for memory and cpu at " + root);
    }
    if (unified.isMounted()) {
      return Optional.empty();
    }
    var mount = root.resolve(root.relativize(writes.keySet().iterator().next()).getName(0));
    return Files.isWritable(mount)
        ? Optional.empty()
        : Optional.of("control groups at " + root + " are not writable for Cairn");
  }

  /** Sets the limits and puts the processes under them. Where that fails, says so and goes on. */
  public void apply(String group, InstanceType type, List<ProcessIdentity> processes) {
    apply(group, limits(type), processes);
  }

  /** The same of an application; of {@code /dev/shm} there is no limit. */
  public void apply(String group, Limits limits, List<ProcessIdentity> processes) {
    if (unavailable().isPresent()) {
      return;
    }
    var writes = plan(group, limits);
    try {
      if (unified.isMounted()) {
        unified.makeRoom();
      }
      for (var write : writes.entrySet()) {
        var directory = write.getKey().resolveSibling(".").normalize();
        Files.createDirectories(directory);
        Files.writeString(write.getKey(), write.getValue());
        if (directory.endsWith(group)) {
          for (var process : processes) {
            put(process, directory);
          }
        }
      }
      LOG.debug("Limited {} to {}", group, writes.values());
    } catch (IOException e) {
      LOG.info("No hard limits for {}: {}", group, e.getMessage());
    }
  }

  private static void put(ProcessIdentity process, Path directory) {
    try {
      Files.writeString(directory.resolve("cgroup.procs"), String.valueOf(process.pid()));
    } catch (IOException e) {
      LOG.info("pid {} stays outside of {}: {}", process.pid(), directory, e.getMessage());
    }
  }

  /** Removes the control groups of an instance whose processes are gone. */
  public void remove(String group) {
    for (var file : plan(group, ANY).keySet()) {
      var directory = file.resolveSibling(".").normalize();
      if (directory.endsWith(group)
          && !ReadyWait.upTo(LAST_LEAVING).holdsInTime(() -> isRemoved(directory))) {
        LOG.info("The control group {} stays: a process is still in it", directory);
      }
    }
  }

  private static boolean isRemoved(Path directory) {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException occupied) {
      return false;
    }
  }
}
