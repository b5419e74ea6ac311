package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.Relentless;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What forks and ends all the time is in no list of processes for long enough to be killed by it.
 */
class EndlessForkTest {
  private static final String RELEASE = "notes-dev-r1";
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final Duration GRACE = Duration.ofMillis(200);

  private final Processes processes = new Processes();
  @TempDir Path directory;
  private Path open;
  private Relentless relentless;
  private ProcessApplications applications;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(directory.resolve("source"));
    Files.writeString(directory.resolve("source/file"), "content");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    relentless = new Relentless(open.resolve("lock"));
    applications =
        new ProcessApplications(
            processes,
            new SourceTree(processes),
            new Git(processes),
            directory.resolve("applications"),
            System.getenv());
  }

  @AfterEach
  void removeEverything() {
    assertThat(applications.remove(RELEASE)).isEqualTo(Progress.ready());
    assertThat(applications.removeStage(DEV)).isEqualTo(Progress.ready());
  }

  private ReleaseInstance release(Optional<String> build, String run) {
    return new ReleaseInstance(
        RELEASE,
        DEV,
        new Source.Directory(directory.resolve("source")),
        Optional.empty(),
        ReleaseInstance.Build.by(build),
        Pull.MISSING,
        Optional.of(run),
        Limits.NONE,
        8080,
        Map.of(),
        List.of());
  }

  private void build(ReleaseInstance release) {
    assertThat(applications.build(release, directory.resolve("build.log"), line -> {}, () -> false))
        .isEqualTo(Progress.ready());
  }

  private static void requireGroups() {
    assumeTrue(
        new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"))
            .ensure("probe")
            .isPresent(),
        "there are no control groups here");
  }

  @Test
  void endsWithItsReleaseWhichStartsAgainAsEver() throws IOException {
    requireGroups();
    var limit = "cat /sys/fs/cgroup/pids$(sed -n 's/^[0-9]*:pids://p' /proc/self/cgroup)/pids.max";
    var unified = "cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/pids.max";
    var said = open.resolve("said");
    var release =
        release(
            Optional.empty(),
            relentless.hiddenCommand()
                + "{ (%s) 2>/dev/null || %s; } >>%s; exec sleep 60"
                    .formatted(limit, unified, said));
    build(release);
    for (int again = 0; again < 2; again++) {
      assertThat(applications.start(release)).isEqualTo(Progress.ready());
      ReadyWait.upTo(Duration.ofSeconds(10)).until("its lock", relentless::isRunning);
      assertThat(applications.stop(RELEASE, GRACE)).isEqualTo(Progress.ready());
      assertThat(relentless.isRunning()).isFalse();
    }
    assertThat(Files.readString(said)).matches("(.+\n)\\1");
  }

  @Test
  void endsWithItsStagesUser() {
    requireGroups();
    assumeTrue(Processes.isRoot(), "users are made as root");
    var release = release(Optional.of(relentless.hiddenCommand()), "sleep 60");
    build(release);
    ReadyWait.upTo(Duration.ofSeconds(10)).until("its lock", relentless::isRunning);
    assertThat(applications.removeStage(DEV)).isEqualTo(Progress.ready());
    assertThat(relentless.isRunning()).isFalse();
    assertThat(directory.resolve("applications/home")).isEmptyDirectory();
  }

  /** What is asked to end may start what it needs for that. */
  @Test
  void applicationMayForkWhileItIsAskedToEnd() {
    requireGroups();
    var done = open.resolve("done");
    var release =
        release(
            Optional.empty(),
            "trap 'sleep 0.1; touch %s; exit' TERM; touch %s; while :; do sleep 0.01; done"
                .formatted(done, open.resolve("up")));
    build(release);
    assertThat(applications.start(release)).isEqualTo(Progress.ready());
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("its trap", () -> Files.exists(open.resolve("up")));
    assertThat(applications.stop(RELEASE, Duration.ofSeconds(10))).isEqualTo(Progress.ready());
    assertThat(done).exists();
  }
}
