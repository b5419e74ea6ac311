package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.limits.ControlGroups;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build or a process may try to take of the machine. */
class ProcessWallsTest {
  private static final String RELEASE = "notes-dev-r1";
  private static final StageRef DEV = StageRef.parse("notes/dev");

  private final Processes processes = new Processes();
  @TempDir Path directory;
  private Optional<ProcessApplications> applications = Optional.empty();

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(directory.resolve("source"));
    Files.writeString(directory.resolve("source/file"), "content");
    applications =
        Optional.of(
            new ProcessApplications(
                processes,
                new SourceTree(processes),
                new Git(processes),
                directory.resolve("applications"),
                System.getenv()));
  }

  @AfterEach
  void removeEverything() {
    applications.orElseThrow().remove(RELEASE);
    applications.orElseThrow().removeStage(DEV);
  }

  private Progress build(String command, Path log) {
    return applications
        .orElseThrow()
        .build(
            new ReleaseInstance(
                RELEASE,
                DEV,
                new Source.Directory(directory.resolve("source")),
                Optional.empty(),
                ReleaseInstance.Build.by(Optional.of(command)),
                Pull.MISSING,
                Optional.of("sleep 60"),
                Limits.NONE,
                8080,
                Map.of(),
                List.of()),
            log,
            line -> {},
            () -> false);
  }

  private static Optional<Path> group() {
    return new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"))
        .ensure("probe")
        .filter(it -> Files.exists(it.resolveSibling("pids.max")));
  }

  /** A fork bomb then finds an end before the machine's. */
  @Test
  void releaseHasABoundOnItsProcesses() {
    assumeTrue(group().isPresent(), "no control group counts processes here");
    var log = directory.resolve("build.log");
    var look = "cat /sys/fs/cgroup/pids$(sed -n 's/^[0-9]*:pids://p' /proc/self/cgroup)/pids.max";
    var unified = "cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/pids.max";
    assertThat(build("(" + look + ") 2>/dev/null || " + unified, log)).isEqualTo(Progress.ready());
    assertThat(log).content().isEqualTo("4096\n");
  }

  @Test
  void applicationGoesFirstWhereMemoryRunsOutAndCannotTakeThatBack() {
    assumeTrue(group().isPresent() && Processes.isRoot(), "only root holds others to it");
    var log = directory.resolve("build.log");
    var tried = "(echo 0 >/proc/self/oom_score_adj) 2>/dev/null; cat /proc/self/oom_score_adj";
    assertThat(build(tried, log)).isEqualTo(Progress.ready());
    assertThat(log).content().isEqualTo("500\n");
  }

  @Test
  void buildThatPrintsWithoutEndDoesNotFillTheDisk() {
    var log = directory.resolve("build.log");
    assertThat(build("head -c 30000000 /dev/zero | tr '\\0' y; echo; echo end", log))
        .isEqualTo(Progress.ready());
    var used = processes.run(Command.of("du", "-k", log.toString()).within(Duration.ofSeconds(9)));
    assertThat(Long.parseLong(used.output().split("\t", 2)[0])).isLessThan(22L * 1024);
    assertThat(processes.run(Command.of("tail", "-n", "1", log.toString())).output())
        .isEqualTo("end\n");
  }
}
