package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ContainerEngineRequired
class DockerApplicationsTest {
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final String RELEASE = "notes-dev-r1";

  private final DockerEngine engine = new DockerEngine(environment());
  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final DockerNames names = new DockerNames(id, id);
  private final DockerNetworks networks = new DockerNetworks(engine, names, new Processes());
  @TempDir Path directory;

  /** Names the engine that is tested. */
  Map<String, String> environment() {
    return System.getenv();
  }

  @AfterEach
  void removeEverything() throws Exception {
    new DockerCleanup(engine, names, networks).removeAll();
    engine.close();
  }

  private DockerApplications applications() {
    return new DockerApplications(
        engine,
        names,
        networks,
        new Processes(),
        directory.resolve("applications"),
        directory.resolve("ca.crt"));
  }

  private static ReleaseInstance release() {
    return new ReleaseInstance(
        RELEASE,
        DEV,
        new Source.Image(ContainerEngineRequired.BASE_IMAGE),
        Optional.empty(),
        ReleaseInstance.Build.NONE,
        ReleaseInstance.Pull.MISSING,
        Optional.empty(),
        ReleaseInstance.Limits.NONE,
        8080,
        Map.of(),
        List.of());
  }

  private static ReleaseInstance release(int number, String image, Pull pull, Limits limits) {
    return new ReleaseInstance(
        "notes-dev-r" + number,
        DEV,
        new Source.Image(image),
        Optional.empty(),
        ReleaseInstance.Build.NONE,
        pull,
        Optional.empty(),
        limits,
        8080,
        Map.of(),
        List.of());
  }

  private String command(int number) {
    var image = engine.client().inspectImageCmd(names.image("notes-dev-r" + number)).exec();
    return String.join(" ", image.getConfig().getCmd());
  }

  @Test
  void aTagIsLookedUpAnewAndWhatIsHereServesWhereTheRegistryDoesNotAnswer() throws Exception {
    var log = directory.resolve("build.log");
    try (var applications = applications();
        var registry = new ImageRegistry()) {
      var image = registry.image();
      build(applications, release(1, image, Pull.ALWAYS, Limits.NONE), log);
      registry.push("/second");
      build(applications, release(2, image, Pull.MISSING, Limits.NONE), log);
      build(applications, release(3, image, Pull.ALWAYS, Limits.NONE), log);
      registry.goAway();
      assertThat(
              applications.build(
                  release(4, image, Pull.ALWAYS, Limits.NONE), log, line -> {}, () -> false))
          .isInstanceOfSatisfying(
              Progress.Ready.class,
              it -> assertThat(it.note().orElse("")).contains(image, "as it is on this machine"));
      assertThat(List.of(command(1), command(2), command(3), command(4)))
          .containsExactly("/nothing", "/nothing", "/second", "/second");
      assertThat(
              applications.build(
                  release(5, image + "x", Pull.ALWAYS, Limits.NONE), log, line -> {}, () -> false))
          .isInstanceOf(Progress.Failed.class);
    }
  }

  private static void build(DockerApplications applications, ReleaseInstance release, Path log) {
    assertThat(applications.build(release, log, line -> {}, () -> false))
        .isEqualTo(Progress.ready());
  }

  @Test
  void aContainerIsLimitedToWhatTheServiceSays() {
    var limits =
        new Limits(
            Optional.of(Bytes.ofMib(256)),
            Optional.of(new BigDecimal("0.5")),
            Optional.of(Bytes.ofMib(128)));
    var release = release(1, ContainerEngineRequired.BASE_IMAGE, Pull.MISSING, limits);
    try (var applications = applications()) {
      build(applications, release, directory.resolve("build.log"));
      assertThat(
              applications.runOnce(
                  release,
                  "df -k /dev/shm | grep -q 131072",
                  directory.resolve("build.log"),
                  Duration.ofSeconds(20)))
          .isEqualTo(Progress.ready());
      var host =
          engine
              .client()
              .inspectContainerCmd(names.commandContainer(RELEASE))
              .exec()
              .getHostConfig();
      assertThat(host.getMemory()).isEqualTo(256L << 20);
      assertThat(host.getNanoCPUs()).isEqualTo(500_000_000);
    }
  }

  /** As a Cairn leaves it that was killed between making a container and starting it. */
  @Test
  void releaseCommandWhoseContainerWasNeverStartedIsRun() {
    var log = directory.resolve("build.log");
    try (var applications = applications()) {
      assertThat(applications.build(release(), log, line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      engine
          .client()
          .createContainerCmd(names.image(RELEASE))
          .withName(names.commandContainer(RELEASE))
          .withLabels(names.labels(DEV, RELEASE))
          .withCmd("/bin/sh", "-c", "exit 3")
          .exec();
      assertThat(applications.runOnce(release(), "exit 3", log, Duration.ofSeconds(20)))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              it -> assertThat(it.problem().message()).contains("ended with status 3"));
      assertThat(applications.runOnce(release(), "echo migrated", log, Duration.ofSeconds(20)))
          .isEqualTo(Progress.ready());
      assertThat(log).content().contains("migrated");
    }
  }

  @Test
  void endlessLineAndLastWordsWithoutALinesEndAreToldAsTheyCome() throws Exception {
    var log = directory.resolve("build.log");
    try (var applications = applications()) {
      assertThat(applications.build(release(), log, line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      run("yes | tr -d '\\n' | head -c 300000; sleep 2; printf last");
      var output = applications.logFile(RELEASE);
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until("all whole pieces", () -> Files.size(output) >= 300_000 / 16_384 * 16_384);
      // An engine may end what is followed before the last words; who looks again gets them.
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until("the end", () -> Files.readString(applications.logFile(RELEASE)).endsWith("last"));
      assertThat(Files.readString(output)).isEqualTo("y".repeat(300_000) + "last");
    }
  }

  private void run(String command) {
    engine
        .client()
        .createContainerCmd(names.image(RELEASE))
        .withName(names.container(RELEASE))
        .withLabels(names.labels(DEV, RELEASE))
        .withCmd("/bin/sh", "-c", command)
        .exec();
    engine.client().startContainerCmd(names.container(RELEASE)).exec();
  }

  private boolean runs() {
    var container = engine.client().inspectContainerCmd(names.container(RELEASE)).exec();
    return Boolean.TRUE.equals(container.getState().getRunning());
  }

  @Test
  void manyWhoReadWhatAnEndedContainerLeftGetEachLineOnce() throws Exception {
    var log = directory.resolve("build.log");
    try (var applications = applications();
        var readers = Executors.newFixedThreadPool(8)) {
      assertThat(applications.build(release(), log, line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      run("seq 5000");
      ReadyWait.upTo(Duration.ofSeconds(10)).until("its end", () -> !runs());
      Callable<String> last = () -> Files.readAllLines(applications.logFile(RELEASE)).getLast();
      for (var read : readers.invokeAll(Collections.nCopies(8, last))) {
        assertThat(read.get()).isEqualTo("5000");
      }
      assertThat(Files.readAllLines(applications.logFile(RELEASE)))
          .isEqualTo(IntStream.rangeClosed(1, 5000).mapToObj(String::valueOf).toList());
    }
  }

  /** As when it is started again while somebody reads what it left. */
  @Test
  void whatIsFollowedGoesOnThoughSomebodyReadsItToItsEnd() throws Exception {
    var output = directory.resolve("output.log");
    try (var applications = applications();
        var logs = new ContainerLogs(engine)) {
      assertThat(applications.build(release(), directory.resolve("b.log"), line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      run("echo first; sleep 8; echo second");
      logs.follow(names.container(RELEASE), output);
      logs.drain(names.container(RELEASE), output);
      assertThat(runs()).isTrue();
      assertThat(output).content().isEqualTo("first\n");
      ReadyWait.upTo(Duration.ofSeconds(15))
          .until("what it says later", () -> Files.readString(output).endsWith("second\n"));
      assertThat(output).content().isEqualTo("first\nsecond\n");
    }
  }

  /** The engine keeps two files of 10 MB: what is said faster than that is read is gone. */
  @Test
  void burstThatOutrunsTheEnginesFilesDoesNotEndTheLog() throws Exception {
    try (var applications = applications()) {
      assertThat(applications.build(release(), directory.resolve("b.log"), line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      var limits = Map.of("max-size", "1m", "max-file", "2");
      engine
          .client()
          .createContainerCmd(names.image(RELEASE))
          .withName(names.container(RELEASE))
          .withLabels(names.labels(DEV, RELEASE))
          .withEnv("PORT=8080")
          .withHostConfig(
              HostConfig.newHostConfig()
                  .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, limits)))
          .withCmd(
              "/bin/sh",
              "-c",
              "echo first; sleep 1; yes 0123456789abcdef | head -c 12000000; echo newest;"
                  + " i=0; while sleep 1; do i=$((i+1)); echo then $i; done")
          .exec();
      engine.client().startContainerCmd(names.container(RELEASE)).exec();
      var output = applications.logFile(RELEASE);
      ReadyWait.upTo(Duration.ofSeconds(60))
          .every(Duration.ofMillis(200))
          .until(
              "what came after the burst",
              () -> {
                applications.observe(RELEASE);
                return end(output).contains("\nthen ");
              });
      assertThat(Files.readString(output)).contains("newest\n");
      assertThat(Files.size(output)).isLessThan(11L * 1024 * 1024);
      var said = end(output);
      ReadyWait.upTo(Duration.ofSeconds(30))
          .until(
              "what comes next",
              () -> {
                applications.observe(RELEASE);
                return !end(output).equals(said);
              });
    }
  }

  private static String end(Path log) {
    return LogFile.since(log, LogFile.size(log) - 100);
  }
}
