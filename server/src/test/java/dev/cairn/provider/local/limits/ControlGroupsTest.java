package dev.cairn.provider.local.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {
  private final Processes processes = new Processes();
  private final ControlGroups groups =
      new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  private final String name = "test-" + UUID.randomUUID();
  @TempDir Path directory;

  @Test
  void oneInWhichSomethingRunsIsNotRemovedInSilence() {
    var members = groups.ensure(name);
    assumeTrue(members.isPresent(), "there are no control groups here");
    var launch =
        new Launch(
            List.of("sleep", "60"),
            directory,
            Map.of(),
            directory.resolve("log"),
            Optional.empty());
    var inside = processes.start(launch.joining(members));
    var list = members.orElseThrow();
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until(
            "it to be in the group",
            () -> Files.readAllLines(list).contains(String.valueOf(inside.pid())));
    assertThatThrownBy(() -> groups.remove(name))
        .hasMessageContaining("not-ended")
        .hasMessageContaining(name);
    processes.terminate(inside, Duration.ZERO);
    groups.remove(name);
    assertThat(groups.members(name)).isEmpty();
    groups.remove(name);
  }
}
