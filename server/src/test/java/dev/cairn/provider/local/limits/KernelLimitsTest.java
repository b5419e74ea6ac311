package dev.cairn.provider.local.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Postgres;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of this machine's kernel, from a database's start to its end. */
class KernelLimitsTest {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final Processes processes = new Processes();
  private final DatabaseInstance instance =
      new DatabaseInstance(
          "limited-postgres",
          Postgres.INSTANCE,
          "15",
          Postgres.INSTANCE.types().getFirst(),
          Bytes.ofGib(1),
          Optional.empty(),
          "notes",
          List.of(new Login("notes", Sensitive.of("p".repeat(40)))),
          false,
          Optional.empty());

  @TempDir Path directory;

  @Test
  void limitsHoldForAllOfItsProcessesAndGoWithThem() {
    var limits = new HardLimits(ROOT, Path.of("/proc/self/cgroup"));
    assumeThat(limits.unavailable()).isEmpty();
    var home = directory.resolve("home");
    var files = InstanceFiles.of(home, instance.id());
    var groups =
        limits.plan(files.group(), instance.type()).keySet().stream()
            .map(Path::getParent)
            .filter(group -> group.endsWith(files.group()))
            .toList();
    var provider = LocalContract.open(home, stage -> Optional.empty());
    try {
      for (int start = 0; start < 2; start++) {
        assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
        awaitLimited(IdentityFile.find(files.process()).orElseThrow(), files.group());
        assertThat(groups).isNotEmpty().allMatch(group -> group.toFile().isDirectory());
        provider.stopAll("none");
        assertThat(groups).noneMatch(group -> group.toFile().exists());
      }
      assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
    } finally {
      assertThat(provider.remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
    assertThat(groups).noneMatch(group -> group.toFile().exists());
  }

  /** One that is just ending, as a session's own does, is in no group any more. */
  private void awaitLimited(ProcessIdentity postmaster, String group) {
    assertThat(groups(postmaster)).contains(group);
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until(
            "all of them to be limited",
            () -> {
              var all = processes.childrenOf(List.of(postmaster));
              return all.size() > 3 && all.stream().allMatch(it -> groups(it).contains(group));
            });
  }

  private static String groups(ProcessIdentity process) {
    return StateFile.find(Path.of("/proc/" + process.pid() + "/cgroup")).orElse("");
  }
}
