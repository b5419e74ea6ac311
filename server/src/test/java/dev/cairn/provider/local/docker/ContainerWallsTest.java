package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the author of an application may try, in its image and as it runs. */
@ContainerEngineRequired
class ContainerWallsTest {
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final String RELEASE = "notes-dev-r1";
  private static final String BASE = "FROM " + ContainerEngineRequired.BASE_IMAGE + "\n";

  private final DockerEngine engine = new DockerEngine(System.getenv());
  private final DockerNames names = names();
  private final DockerNames others = names();
  @TempDir Path directory;
  private Path log = Path.of("/");
  private DockerApplications applications = applications(engine, names);

  private static DockerNames names() {
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return new DockerNames(id, id);
  }

  private DockerApplications applications(DockerEngine engine, DockerNames names) {
    return new DockerApplications(
        engine,
        names,
        networks(names),
        new Processes(),
        Optional.ofNullable(directory).orElse(Path.of("/")).resolve("applications"),
        Path.of("/nonexistent/ca.crt"));
  }

  private DockerNetworks networks(DockerNames names) {
    return new DockerNetworks(engine, names, new Processes());
  }

  @BeforeEach
  void prepare() {
    log = directory.resolve("build.log");
    applications = applications(engine, names);
  }

  @AfterEach
  void removeEverything() throws IOException {
    applications.close();
    new DockerCleanup(engine, names, networks(names)).removeAll();
    new DockerCleanup(engine, others, networks(others)).removeAll();
    engine.close();
  }

  private static ReleaseInstance release(String id, String stage, Source source) {
    return new ReleaseInstance(
        id,
        StageRef.parse(stage),
        source,
        Optional.empty(),
        Build.NONE,
        Pull.MISSING,
        Optional.empty(),
        Limits.NONE,
        8080,
        Map.of(),
        List.of());
  }

  private static ReleaseInstance ofBase() {
    return release(RELEASE, "notes/dev", new Source.Image(ContainerEngineRequired.BASE_IMAGE));
  }

  private ReleaseInstance of(String id, String stage, String dockerfile) throws IOException {
    var source = Files.createDirectories(directory.resolve(id));
    Files.writeString(source.resolve("Dockerfile"), BASE + dockerfile);
    return release(id, stage, new Source.Directory(source));
  }

  private void build(ReleaseInstance release) {
    assertThat(applications.build(release, log, line -> {}, () -> false))
        .isEqualTo(Progress.ready());
  }

  private InspectContainerResponse container(String name) {
    return engine.client().inspectContainerCmd(name).exec();
  }

  private boolean isThere(String container) {
    try {
      return !container(container).getId().isEmpty();
    } catch (NotFoundException gone) {
      return false;
    }
  }

  @Test
  void containerHasNoPrivilegeNoSocketAndNoNewRights() {
    build(ofBase());
    var look =
        "grep -E '^(Cap|NoNewPrivs|Uid|Groups|Seccomp:)' /proc/self/status;"
            + " find / -xdev -name '*.sock' 2>/dev/null; env | grep -c DOCKER;"
            + " cat /proc/self/oom_score_adj; cat /sys/fs/cgroup/pids.max"
            + " /sys/fs/cgroup/pids/pids.max 2>/dev/null; ls /dev/mem /dev/kmsg 2>&1 | grep -c 'No such';"
            + " touch /proc/sys/kernel/core_pattern /sys/x 2>&1 | grep -c -E 'denied|Read-only'";
    assertThat(applications.runOnce(ofBase(), look, log, Duration.ofSeconds(20)))
        .isEqualTo(Progress.ready());
    var none = ":\t0000000000000000\n";
    assertThat(log)
        .content()
        .contains(
            "Uid:\t10001\t10001\t10001\t10001\n",
            "CapInh" + none + "CapPrm" + none + "CapEff" + none + "CapBnd" + none + "CapAmb" + none,
            "NoNewPrivs:\t1\nSeccomp:\t2\n0\n500\n4096\n2\n2\n");
  }

  /** It says that it is another's, that it is root and that the engine may run it each second. */
  @Test
  void imageThatSaysWhatCairnSaysIsNotBelieved() throws IOException {
    build(
        of(
            RELEASE,
            "notes/dev",
            """
            LABEL cairn.installation=%s cairn.stack=bank cairn.stage=prod cairn.release=bank-prod-r1
            HEALTHCHECK --interval=1s CMD touch /tmp/asked
            VOLUME /data
            STOPSIGNAL SIGSTOP
            ENV PORT=1 DOCKER_HOST=tcp://127.0.0.1:1 LD_PRELOAD=/none
            USER 00
            CMD ["sleep", "60"]
            """
                .formatted(others.installation())));
    assertThat(applications.start(ofBase())).isEqualTo(Progress.ready());
    var made = container(names.container(RELEASE));
    assertThat(made.getConfig().getLabels()).containsAllEntriesOf(names.labels(DEV, RELEASE));
    assertThat(made.getConfig().getUser()).isEqualTo("10001:10001");
    assertThat(made.getConfig().getEnv()).contains("PORT=8080").doesNotContain("PORT=1");
    assertThat(Optional.ofNullable(made.getState().getHealth())).isEmpty();
    var volumes = made.getMounts().stream().map(it -> String.valueOf(it.getName())).toList();
    assertThat(volumes).hasSize(1);

    new DockerCleanup(engine, others, networks(others)).removeAll();
    assertThat(isThere(names.container(RELEASE))).isTrue();
    assertThat(applications.stop(RELEASE, Duration.ofSeconds(1))).isEqualTo(Progress.ready());
    assertThat(isThere(names.container(RELEASE))).isFalse();
    var left = engine.client().listVolumesCmd().exec().getVolumes();
    assertThat(left).noneMatch(it -> volumes.contains(it.getName()));
  }

  /** A container has the labels of its image: that of a person who made it of one of ours too. */
  @Test
  void containerThatAPersonMadeOfAnImageOfOursStaysTheirs() throws IOException {
    build(of(RELEASE, "notes/dev", "CMD [\"sleep\", \"60\"]\n"));
    var theirs =
        engine.client().createContainerCmd(names.image(RELEASE)).withName("mine").exec().getId();
    try {
      assertThat(names.isOurs(container(theirs).getConfig().getLabels())).isTrue();
      new DockerCleanup(engine, names, networks(names)).removeAll();
      assertThat(isThere(theirs)).isTrue();
    } finally {
      engine.client().removeContainerCmd(theirs).withForce(true).exec();
    }
  }

  @Test
  void containerOfAnotherUnderANameOfOursIsNeitherTakenOnNorRemoved() {
    build(ofBase());
    var name = names.container(RELEASE);
    var theirs =
        engine
            .client()
            .createContainerCmd(names.image(RELEASE))
            .withName(name)
            .withCmd("sleep", "60")
            .exec()
            .getId();
    try {
      for (var tried :
          List.of(
              applications.start(ofBase()), applications.stop(RELEASE, Duration.ofSeconds(1)))) {
        assertThat(tried)
            .isInstanceOfSatisfying(
                Progress.Failed.class,
                it -> assertThat(it.problem().code()).isEqualTo("container-name-taken"));
      }
      assertThat(isThere(theirs)).isTrue();
    } finally {
      engine.client().removeContainerCmd(theirs).withForce(true).exec();
    }
  }

  @Test
  void imageThatTellsWithoutEndIsNotListenedToForever() throws Exception {
    try (var registry = new ImageRegistry()) {
      registry.push("/" + "x".repeat(9 << 20));
      var release = release(RELEASE, "notes/dev", new Source.Image(registry.image()));
      assertThat(applications.build(release, log, line -> {}, () -> false))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              it -> assertThat(it.problem().message()).contains("longer than"));
    }
  }

  /** One stage could put there what another one builds with. */
  @Test
  void whatABuildKeepsForTheNextIsItsStagesOwn() throws IOException {
    assumeTrue(
        new BuildCommands(engine, new Processes()).find().able().isPresent(),
        "no command builds with BuildKit here");
    var mount = "RUN --mount=type=cache,target=/cache,mode=0777 ";
    var fresh = "ENV ONCE=" + names.installation() + "\n";
    build(of(RELEASE, "notes/dev", fresh + mount + "echo evil >/cache/library\n"));
    build(of("notes-dev-r2", "notes/dev", fresh + mount + "cat /cache/library\n"));
    build(of("bank-prod-r1", "bank/prod", fresh + mount + "test ! -e /cache/library\n"));
  }

  /** Either would be the machine, not a build. */
  @Test
  void buildGetsNeitherTheMachinesNetworkNorItsRights() throws IOException {
    assumeTrue(
        new BuildCommands(engine, new Processes()).find().able().isPresent(),
        "no command builds with BuildKit here");
    for (var flag : List.of("--network=host", "--security=insecure")) {
      var release = of(RELEASE, "notes/dev", "RUN " + flag + " true\n");
      assertThat(applications.build(release, log, line -> {}, () -> false))
          .as(flag)
          .isInstanceOf(Progress.Failed.class);
    }
    var look = "RUN test ! -e /var/run/docker.sock && test -z \"$DOCKER_HOST\"\n";
    build(of(RELEASE, "notes/dev", look));
  }

  /** As the old builder does it, whose containers have the labels of the image they come from. */
  @Test
  void builderWithoutACommandLabelsTheImageAsOurs() throws IOException {
    var environment = new HashMap<>(System.getenv());
    environment.put("PATH", directory.toString());
    try (var bare = new DockerEngine(environment);
        var withoutCommand = applications(bare, names)) {
      var release =
          of(RELEASE, "notes/dev", "LABEL cairn.installation=" + others.installation() + "\n");
      assertThat(withoutCommand.build(release, log, line -> {}, () -> false))
          .isEqualTo(Progress.ready());
      new DockerCleanup(engine, others, networks(others)).removeAll();
      var image = engine.client().inspectImageCmd(names.image(RELEASE)).exec();
      assertThat(names.isOurs(image.getConfig().getLabels())).isTrue();
    }
  }
}
