package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.OpenFiles;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.ObservedRelease.State;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.limits.ControlGroups;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.SourceTree;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real processes, as the applications' own user where the tests run as root. */
class ProcessApplicationsTest {
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final String RELEASE = "notes-dev-r1";

  private final Processes processes = new Processes();
  private final Map<Path, ProcessApplications> homes = new LinkedHashMap<>();
  @TempDir Path directory;

  @BeforeEach
  void prepare() throws Exception {
    Files.createDirectories(directory.resolve("source"));
    Files.writeString(directory.resolve("source/file"), "content");
    new SystemUsers(processes).ensure(directory);
  }

  @AfterEach
  void endAll() {
    homes.values().forEach(it -> it.remove(RELEASE));
    homes.values().forEach(it -> it.removeStage(DEV));
  }

  private ProcessApplications in(Path home) {
    return homes.computeIfAbsent(
        home,
        it ->
            new ProcessApplications(
                processes,
                new SourceTree(processes),
                new Git(processes),
                it.resolve("applications"),
                System.getenv()));
  }

  private ReleaseInstance release(String run, Map<String, Sensitive<String>> variables) {
    return release(Optional.empty(), run, variables);
  }

  private ReleaseInstance release(
      Optional<String> build, String run, Map<String, Sensitive<String>> variables) {
    return new ReleaseInstance(
        RELEASE,
        DEV,
        new Source.Directory(directory.resolve("source")),
        Optional.empty(),
        ReleaseInstance.Build.by(build),
        ReleaseInstance.Pull.MISSING,
        Optional.of(run),
        ReleaseInstance.Limits.NONE,
        8080,
        variables,
        List.of());
  }

  private void run(ProcessApplications applications, ReleaseInstance release) {
    var log = directory.resolve("build.log");
    assertThat(applications.build(release, log, line -> {}, () -> false))
        .isEqualTo(Progress.ready());
    assertThat(applications.start(release)).isEqualTo(Progress.ready());
  }

  private static State state(ProcessApplications applications) {
    return applications.observe(RELEASE).state();
  }

  @Test
  void twoCairnsWithAReleaseOfTheSameNameLeaveEachOthersAlone() {
    var release = release("sleep 60", Map.of());
    var one = in(directory.resolve("one"));
    var other = in(directory.resolve("other"));
    run(one, release);
    run(other, release);
    assertThat(state(one)).isEqualTo(State.RUNNING);
    assertThat(other.stop(RELEASE, Duration.ofSeconds(1))).isEqualTo(Progress.ready());
    assertThat(state(other)).isEqualTo(State.STOPPED);
    assertThat(state(one)).isEqualTo(State.RUNNING);
  }

  @Test
  void processThatWasNeverRecordedIsEndedBeforeTheNext() throws Exception {
    var applications = in(directory.resolve("one"));
    var release = release("sleep 60", Map.of());
    run(applications, release);
    Files.delete(directory.resolve("one/applications/" + RELEASE + "/process.json"));
    assertThat(state(applications)).isEqualTo(State.STOPPED);
    assertThat(applications.start(release)).isEqualTo(Progress.ready());
    var mark = new ReleaseFiles(directory.resolve("one/applications")).mark(RELEASE, "run");
    assertThat(processes.findMarked(mark, userIn(directory.resolve("one"))))
        .as("a shell for the status, a shell for the command or it itself")
        .hasSizeBetween(1, 3);
  }

  @Test
  void noOtherUserReadsItsPort() throws Exception {
    var home = directory.resolve("one");
    run(in(home), release("sleep 60", Map.of()));
    int port = new ReleaseFiles(home.resolve("applications")).port(RELEASE).orElseThrow();
    assertThat(OpenFiles.naming(port, home)).isEmpty();
  }

  /** Whoever takes its port before it does would be sent what is meant for it. */
  @Test
  void applicationWhosePortAStrangerTookIsNotTakenForRunning() throws Exception {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    var applications = in(directory.resolve("one"));
    run(applications, release("sleep 60", Map.of()));
    var address = applications.observe(RELEASE).address().orElseThrow();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    try (var stranger = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(stranger.isBound()).isTrue();
      var seen = applications.observe(RELEASE);
      assertThat(seen.state()).isEqualTo(State.STOPPED);
      assertThat(seen.reason()).contains("process " + ProcessHandle.current().pid());

      assertThat(applications.start(release("sleep 60", Map.of()))).isEqualTo(Progress.ready());
      assertThat(applications.observe(RELEASE).address().orElseThrow()).isNotEqualTo(address);
    }
  }

  private Optional<String> userIn(Path home) {
    return new StageUsers(
            new SystemUsers(processes),
            new OwnedTrees(processes),
            new ReleaseFiles(home.resolve("applications")))
        .ensure(DEV);
  }

  /** Daemons that left their session, one of which took off the mark as well. */
  @Test
  void nothingOfAReleaseIsLeftOnceItIsStopped() {
    var applications = in(directory.resolve("one"));
    var each = "7" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    run(
        applications,
        release(
            "(setsid sh -c 'sleep %s1 & sleep %s2' >/dev/null 2>&1 &); ".formatted(each, each)
                + "trap '' TERM; env -i setsid sleep %s3 & wait".formatted(each),
            Map.of()));
    ReadyWait.upTo(Duration.ofSeconds(10)).until("its children", () -> sleepers(each) == 3);
    assertThat(applications.stop(RELEASE, Duration.ofMillis(200))).isEqualTo(Progress.ready());
    assertThat(sleepers(each)).isZero();
  }

  private static long sleepers(String begin) {
    return ProcessHandle.allProcesses()
        .flatMap(it -> it.info().arguments().stream())
        .filter(all -> all.length > 0 && all[0].startsWith(begin))
        .count();
  }

  @Test
  void whatItListensOnIsSeenInAllOfItsProcesses() {
    var applications = in(directory.resolve("one"));
    var listen =
        "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr =>"
            + " \"127.0.0.1\", LocalPort => $ENV{PORT}); sleep 60'";
    run(applications, release("(setsid " + listen + " &); exec sleep 60", Map.of()));
    var address = applications.observe(RELEASE).address().orElseThrow();
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("its socket", () -> !applications.listeners(RELEASE).orElseThrow().isEmpty());
    assertThat(applications.listeners(RELEASE).orElseThrow())
        .extracting(it -> it.getAddress().getHostAddress() + ":" + it.getPort())
        .containsExactly(address);
    assertThat(applications.stop(RELEASE, Duration.ofSeconds(1))).isEqualTo(Progress.ready());
    assertThat(applications.listeners(RELEASE)).isEmpty();
  }

  @Test
  void whatItPrintsIsItsOwnersToRead() throws Exception {
    var applications = in(directory.resolve("one"));
    var release = release("echo said; exec sleep 60", Map.of());
    var log = directory.resolve("command.log");
    run(applications, release);
    assertThat(applications.runOnce(release, "echo migrated", log, Duration.ofSeconds(10)))
        .isEqualTo(Progress.ready());
    for (var file : List.of(applications.logFile(RELEASE), log)) {
      assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(directory));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo(
              Processes.isRoot() && file.equals(applications.logFile(RELEASE))
                  ? "rw--w----"
                  : "rw-------");
    }
  }

  /** As images of Docker's have their logs lead to it; it may write there, not read. */
  @Test
  void outputCanBeOpenedAgain() throws Exception {
    var applications = in(directory.resolve("one"));
    run(
        applications,
        release("echo first; sh -c 'echo again >>/dev/stdout'; exec sleep 60", Map.of()));
    var log = applications.logFile(RELEASE);
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("its second line", () -> read(log).contains("again"));
    assertThat(read(log)).isEqualTo("first\nagain\n");
  }

  private static String read(Path file) {
    return StateFile.find(file).orElse("");
  }

  /** One whose parent is gone, without session, mark or anything else to know it by. */
  @Test
  void daemonThatHidesIsEndedWithItsRelease() {
    assumeTrue(
        new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"))
            .ensure("probe")
            .isPresent(),
        "without control groups it goes with its stage");
    var applications = in(directory.resolve("one"));
    var each = "8" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    var daemon = "(env -i setsid sleep %s%d >/dev/null 2>&1 &); ";
    var release =
        release(
            Optional.of(daemon.formatted(each, 1)),
            daemon.formatted(each, 2) + "exec sleep 60",
            Map.of());
    run(applications, release);
    ReadyWait.upTo(Duration.ofSeconds(10)).until("the daemons", () -> sleepers(each) == 2);
    assertThat(applications.stop(RELEASE, Duration.ofMillis(200))).isEqualTo(Progress.ready());
    assertThat(sleepers(each)).isZero();
  }

  /** Its directory is taken away while it is built: a disk that takes nothing any more. */
  @Test
  void releaseThatCannotBeBroughtToDiskIsNotBuilt() {
    var applications = in(directory.resolve("one"));
    var files = new ReleaseFiles(directory.resolve("one/applications"));
    var lost = files.directory(RELEASE);
    var build = "while [ -d " + lost + " ]; do sleep 0.01; done";
    var release = release(Optional.of(build), "exec sleep 60", Map.of());
    var log = directory.resolve("build.log");
    assertThat(applications.build(release, log, line -> {}, () -> !takeAway(lost)))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("disk-sync-failed"));
    assertThat(files.isBuilt(RELEASE)).isFalse();
  }

  /** True where it is away. */
  private boolean takeAway(Path release) {
    return release.toFile().renameTo(directory.resolve("lost").toFile()) || !Files.exists(release);
  }
}
