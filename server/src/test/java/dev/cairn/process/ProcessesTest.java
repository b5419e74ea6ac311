package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  private final Processes processes = new Processes();
  private final List<ProcessIdentity> started = new ArrayList<>();
  @TempDir Path directory;

  @AfterEach
  void endAll() {
    started.forEach(it -> processes.terminate(it, Duration.ZERO));
  }

  private ProcessIdentity start(String... argv) {
    return start(launch(argv));
  }

  private Launch launch(String... argv) {
    return new Launch(
        List.of(argv), directory, Map.of("A", "b"), directory.resolve("log"), Optional.empty());
  }

  private ProcessIdentity start(Launch launch) {
    var identity = processes.start(launch);
    started.add(identity);
    return identity;
  }

  @Test
  void startedProcessLeadsASessionOfItsOwnAndIsKnownByItsExecutable() {
    var identity = start("sleep", "60");
    assertThat(identity.executable()).endsWith("sleep");
    assertThat(processes.isAlive(identity)).isTrue();
    assertThat(ProcFs.stat(identity.pid()).orElseThrow().session()).isEqualTo(identity.pid());
  }

  /** Not by the shell that goes into the group before. */
  @Test
  void startedInAGroupItIsKnownByItsOwnExecutable() throws Exception {
    var list = Files.writeString(directory.resolve("cgroup.procs"), "");
    var identity = start(launch("sleep", "60").joining(Optional.of(list)));
    assertThat(identity.executable()).endsWith("sleep");
    assertThat(list).content().isEqualTo("0\n");
  }

  /** Whoever may set an application's variables would else be root. */
  @Test
  void whatIsStillRootTakesNothingOfTheEnvironmentThatIsAnothers() throws Exception {
    assumeTrue(Processes.isRoot(), "only root runs anything as another user");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var trap =
        Files.writeString(directory.resolve("setpriv"), "#!/bin/sh\nid >" + directory + "/ran\n");
    Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwxr-xr-x"));
    var path = directory + ":/usr/bin:/bin";
    var environment = Map.of("PATH", path, "LD_LIBRARY_PATH", "/no 'where\" $(id) \\", "A", "b");
    var outcome =
        processes.run(
            Command.of(
                    "sh",
                    "-c",
                    "id -un; echo \"$PATH\"; printenv LD_LIBRARY_PATH A; env | grep HELD")
                .withEnvironment(environment)
                .as(Optional.of("daemon")));
    assertThat(directory.resolve("ran")).doesNotExist();
    assertThat(outcome.output().lines())
        .containsExactly("daemon", path, environment.get("LD_LIBRARY_PATH"), "b");
  }

  @Test
  void startedAsAnotherUserItIsKnownByItsOwnProgramAndEnvironment() {
    assumeTrue(Processes.isRoot(), "only root runs anything as another user");
    var identity =
        start(
            new Launch(
                    List.of("sleep", "60"),
                    Path.of("/"),
                    Map.of("PATH", "/nowhere:/usr/bin:/bin", "CAIRN_HELD", "yes"),
                    directory.resolve("log"),
                    Optional.of("daemon"))
                .marked("held"));
    assertThat(identity.executable()).endsWith("sleep");
    assertThat(processes.isMarked(identity, "held")).isTrue();
    assertThat(ProcFs.hasVariable(identity.pid(), "PATH=/nowhere:/usr/bin:/bin")).isTrue();
  }

  @Test
  void environmentIsExactlyWhatWasGiven() throws Exception {
    var identity = start("sh", "-c", "env; echo; exec sleep 60");
    var log = directory.resolve("log");
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("the log", () -> Files.readString(log).contains("\n\n"));
    assertThat(Files.readAllLines(log))
        .contains("A=b")
        .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("JAVA_HOME="));
    assertThat(processes.isAlive(identity)).as("exec keeps who it is").isTrue();
  }

  @Test
  void runsAsAnotherUserWhereCairnIsRoot() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Processes.isRoot(), "only root may change user");
    Files.setPosixFilePermissions(
        directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    var wanted = launch("sleep", "60");
    var identity =
        start(
            new Launch(
                wanted.argv(),
                Path.of("/"),
                wanted.environment(),
                wanted.output(),
                Optional.of("daemon")));
    assertThat(identity.executable()).endsWith("sleep");
    assertThat(Files.getOwner(Path.of("/proc/" + identity.pid())).getName()).isEqualTo("daemon");
  }

  @Test
  void otherProcessWithTheSamePidIsNotTakenForIt() {
    var now = start("sleep", "60");
    var before =
        new ProcessIdentity(now.pid(), now.startTicks() - 100, now.bootId(), now.executable());
    assertThat(processes.isAlive(before)).isFalse();
    assertThat(processes.signal(before, Signal.KILL)).isFalse();
    processes.terminate(before, Duration.ZERO);
    assertThat(processes.isAlive(now)).isTrue();
  }

  @Test
  void terminateEndsChildrenThatIgnoreTermToo() throws Exception {
    var parent = start("sh", "-c", "trap '' TERM; (trap '' TERM; sleep 60) & echo $!; wait");
    var log = directory.resolve("log");
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("the log", () -> Files.readString(log).endsWith("\n"));
    long child = Long.parseLong(Files.readString(log).strip());
    assertThat(processes.find(child)).isPresent();
    processes.terminate(parent, Duration.ofMillis(100));
    assertThat(processes.find(child)).isEmpty();
    assertThat(processes.isAlive(parent)).isFalse();
  }

  @Test
  void foundAgainByItsMarkWhereItsFileWasNeverWritten() {
    var mark = "test-" + UUID.randomUUID();
    var identity = start(launch("sleep", "60").marked(mark));
    assertThat(processes.findMarked(mark, Optional.empty()))
        .singleElement()
        .matches(identity::isSame);
    assertThat(processes.findMarked(mark.substring(0, 9), Optional.empty())).isEmpty();
  }

  @Test
  void identityFileComesBackAsItWas() {
    var identity = start("sleep", "60");
    var file = directory.resolve("process.json");
    assertThat(IdentityFile.find(file)).isEmpty();
    IdentityFile.write(file, identity);
    assertThat(IdentityFile.find(file)).contains(identity);
  }

  @Test
  void commandThatEndsAtOnceIsAProblemThatNamesItsLog() {
    assertThatThrownBy(() -> start("false-program-that-is-not-there"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("process-start-failed");
  }

  @Test
  void runReturnsStatusAndOutputWithoutSecrets() {
    var secret = Sensitive.of("hunter2");
    var outcome =
        processes.run(
            Command.of("sh", "-c", "read word; echo got $word; exit 3")
                .withInput(Sensitive.of("hunter2\n"))
                .redacting(List.of(secret)));
    assertThat(outcome).isEqualTo(new Outcome(3, "got [REDACTED]\n"));
  }

  @Test
  void runThatTakesTooLongIsEndedWithItsChildren() {
    var mark = "test-" + UUID.randomUUID();
    assertThatThrownBy(
            () ->
                processes.run(
                    Command.of("sh", "-c", "echo waiting; sleep 60 & sleep 60")
                        .withEnvironment(Map.of(Launch.MARK, mark))
                        .within(Duration.ofMillis(300))))
        .hasMessageContaining("command-timed-out")
        .hasMessageContaining("waiting");
    assertThat(processes.findMarked(mark, Optional.empty())).isEmpty();
  }

  @Test
  void runKeepsTheEndOfLongOutputAndLogsAllOfIt() throws Exception {
    var log = directory.resolve("log");
    var outcome =
        processes.run(
            Command.of("sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
                .loggingTo(log));
    assertThat(outcome.output()).endsWith("line 19999\n").hasSizeLessThan(65537);
    assertThat(Files.readAllLines(log)).hasSize(20000);
  }

  @Test
  void logsAreTheirOwnersToRead() throws Exception {
    var log = directory.resolve("log");
    Files.createFile(log);
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
    start("sleep", "60");
    var other = directory.resolve("other");
    processes.run(Command.of("echo", "said").loggingTo(other));
    for (var file : List.of(log, other)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-------");
    }
    assertThat(other).content().isEqualTo("said\n");
  }

  @Test
  void secretOfSeveralLinesIsBlottedOutAndOneAcrossPiecesOfALongLine() {
    var key = Sensitive.of("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END KEY-----\n");
    var token = Sensitive.of("0123456789abcdef0123456789abcdef");
    var outcome =
        processes.run(
            Command.of("sh", "-c", "cat; printf '%08190d' 0; printf \"$TOKEN\"; echo .")
                .withInput(key)
                .withEnvironment(Map.of("TOKEN", token.reveal()))
                .redacting(List.of(key, token)));
    assertThat(outcome.output())
        .isEqualTo("[REDACTED]\n".repeat(3) + "0".repeat(8190) + "[REDACTED].\n");
  }

  @Test
  void commandWhoseLogCannotBeWrittenEndsWithThatReason() throws Exception {
    var logs = Files.createDirectory(directory.resolve("logs"));
    var command =
        Command.of("sh", "-c", "rm -r logs; yes | head -c 200000; exit 1")
            .in(directory)
            .loggingTo(logs.resolve("build.log"))
            .within(Duration.ofSeconds(10));
    assertThatThrownBy(() -> processes.run(command))
        .hasMessageContaining("file-unusable")
        .hasMessageContaining("build.log");
  }

  @Test
  void interruptedRunIsEndedWithItsChildren() throws Exception {
    var mark = "test-" + UUID.randomUUID();
    var command =
        Command.of("sh", "-c", "trap '' TERM; sleep 60 & wait")
            .withEnvironment(Map.of(Launch.MARK, mark));
    var failed = new CompletableFuture<Boolean>();
    var runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    processes.run(command);
                  } catch (ProblemException e) {
                    failed.complete(
                        e.problem().code().equals("interrupted")
                            && Thread.currentThread().isInterrupted());
                  }
                });
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("its child", () -> processes.findMarked(mark, Optional.empty()).size() == 2);
    runner.interrupt();
    assertThat(failed.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(processes.findMarked(mark, Optional.empty())).isEmpty();
  }
}
