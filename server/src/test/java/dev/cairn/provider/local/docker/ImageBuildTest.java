package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.docker.ImageBuild.Audience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real engine, with its own command where it has one, and without. */
@ContainerEngineRequired
class ImageBuildTest {
  private static final String RELEASE = "notes-dev-r1";
  private static final String BASE = "FROM " + ContainerEngineRequired.BASE_IMAGE + "\n";
  private static final String TOKEN = "a-token-that-nobody-may-see";

  private final Processes processes = new Processes();
  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final DockerNames names = new DockerNames(id, id);
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  @TempDir Path directory;
  private Path source = Path.of("/");
  private Path log = Path.of("/");

  @BeforeEach
  void prepare() throws IOException {
    source = Files.createDirectory(directory.resolve("source"));
    log = directory.resolve("build.log");
  }

  @AfterEach
  void removeEverything() throws IOException {
    try (var engine = new DockerEngine(System.getenv())) {
      new DockerCleanup(engine, names, new DockerNetworks(engine, names, processes)).removeAll();
    }
  }

  /** Where no command is, only the interface of the engine is left. */
  private DockerEngine withoutCommand() {
    var environment = new HashMap<>(System.getenv());
    environment.put("PATH", directory.toString());
    return new DockerEngine(environment);
  }

  private static ReleaseInstance release(Build build) {
    return new ReleaseInstance(
        RELEASE,
        StageRef.parse("notes/dev"),
        new Source.Directory(Path.of("/")),
        Optional.empty(),
        build,
        Pull.MISSING,
        Optional.empty(),
        Limits.NONE,
        8080,
        Map.of(),
        List.of());
  }

  private static Build with(String directory, String dockerfile) {
    return new Build(
        Optional.empty(),
        Optional.of(directory).filter(it -> !it.isEmpty()),
        Optional.of(dockerfile).filter(it -> !it.isEmpty()),
        new TreeMap<>(),
        new TreeMap<>());
  }

  private void build(DockerEngine engine, Build build) {
    build(engine, build, new AtomicBoolean());
  }

  private void build(DockerEngine engine, Build build, AtomicBoolean cancelled) {
    new ImageBuild(engine, names, processes, directory.resolve("applications"))
        .build(release(build), source, new Audience(log, heard::add, cancelled::get));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(source.resolve(file).resolveSibling("."));
    Files.writeString(source.resolve(file), text);
  }

  /** What a command in the image prints. */
  private String inImage(String command) {
    var outcome =
        processes.run(
            Command.of("docker", "run", "--rm", names.image(RELEASE), "sh", "-c", command));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    return outcome.output();
  }

  /** As {@link DockerContainers} runs it. */
  private String asApplication(String command) {
    var user = WritableImage.USER + ":" + WritableImage.USER;
    var outcome =
        processes.run(
            Command.of(
                List.of(
                    "docker",
                    "run",
                    "--rm",
                    "--cap-drop",
                    "ALL",
                    "--user",
                    user,
                    names.image(RELEASE),
                    "sh",
                    "-c",
                    command)));
    return outcome.output();
  }

  @Test
  void applicationOfAnImageWithoutUserWritesBesideItsCode() throws IOException {
    write("data.json", "{}");
    write("node_modules/m.js", "module");
    write(
        "Dockerfile",
        BASE
            + """
            WORKDIR /srv/app
            COPY . .
            RUN mkdir -p tmp/cache theirs && chown 33 theirs && ln -s data.json link && chmod 555 tmp
            ENV MODE=production
            EXPOSE 8080
            STOPSIGNAL SIGINT
            ENTRYPOINT ["/usr/bin/env"]
            """);
    try (var engine = new DockerEngine(System.getenv())) {
      build(engine, Build.NONE);
      var image = names.image(RELEASE);
      var before = engine.client().inspectImageCmd(image).exec();
      var writable = new WritableImage(engine, names);
      writable.ensure(RELEASE, log);
      var after = engine.client().inspectImageCmd(image).exec();
      assertThat(after.getConfig().getEntrypoint()).containsExactly("/usr/bin/env");
      assertThat(after.getConfig().getCmd()).isNull();
      assertThat(after.getConfig().getEnv()).isEqualTo(before.getConfig().getEnv());
      assertThat(after.getConfig().getExposedPorts())
          .isEqualTo(before.getConfig().getExposedPorts());
      assertThat(after.getConfig().getWorkingDir()).isEqualTo("/srv/app");
      writable.ensure(RELEASE, log);
      assertThat(engine.client().inspectImageCmd(image).exec().getId()).isEqualTo(after.getId());
    }
    assertThat(
            asApplication(
                "echo more >>data.json && echo new >new && mkdir tmp/cache/x && chmod 755 tmp &&"
                    + " cat link node_modules/m.js && stat -c '%n %u' theirs node_modules/m.js"
                    + " /srv && touch theirs/x"))
        .startsWith("{}more\nmoduletheirs 33\nnode_modules/m.js 0\n/srv 0\n")
        .contains("Permission denied");
  }

  @Test
  void imageThatNamesAUserStaysAsItIs() throws IOException {
    write("Dockerfile", BASE + "WORKDIR /app\nRUN touch roots\nUSER 33\n");
    try (var engine = new DockerEngine(System.getenv())) {
      build(engine, Build.NONE);
      var image = names.image(RELEASE);
      var before = engine.client().inspectImageCmd(image).exec().getId();
      new WritableImage(engine, names).ensure(RELEASE, log);
      assertThat(engine.client().inspectImageCmd(image).exec().getId()).isEqualTo(before);
    }
  }

  private void requireBuildKit(DockerEngine engine) {
    var found = new BuildCommands(engine, processes).find();
    assumeTrue(found.able().isPresent(), found.unable());
  }

  @Test
  void mountsModesArgumentsAndSecretsWorkThoughTheFrontendIsOutOfReach() throws IOException {
    write(
        "Dockerfile",
        "# syntax=docker/dockerfile:1\n"
            + BASE
            // Nothing of it is in a cache.
            + "ENV RUN="
            + id
            + """

            ARG GREETING
            ARG LD_PRELOAD
            COPY --chmod=711 file /file
            RUN --mount=type=cache,target=/cache touch /cache/x
            RUN --mount=type=secret,id=token wc -c </run/secrets/token >/size
            RUN --mount=type=secret,id=token cat /run/secrets/token; echo "$GREETING" >/greeting
            RUN printf '\\033[31mcolour\\033[0m\\n'
            """);
    write("file", "content");
    var variables = new TreeMap<>(Map.of("GREETING", "good day", "LD_PRELOAD", ""));
    var secrets = new TreeMap<>(Map.of("token", Sensitive.of(TOKEN)));
    try (var engine = new DockerEngine(System.getenv())) {
      requireBuildKit(engine);
      build(
          engine,
          new Build(Optional.empty(), Optional.empty(), Optional.empty(), variables, secrets));
    }
    assertThat(inImage("stat -c %a /file; cat /size /greeting; ls -A /run/secrets /cache"))
        .isEqualTo("711\n" + TOKEN.length() + "\ngood day\n/cache:\n\n/run/secrets:\n");
    assertThat(log).content().doesNotContain(TOKEN).contains("[REDACTED]");
    assertThat(heard)
        .anyMatch(line -> line.contains("colour"))
        .noneMatch(line -> line.contains("\033") || line.contains(TOKEN));
  }

  @Test
  void whatTheOldBuilderCannotIsNamedWithItsLine() throws IOException {
    write("Dockerfile", BASE + "\nRUN --mount=type=cache,target=/c true\nCOPY --link a b\n");
    try (var engine = withoutCommand()) {
      assertThatThrownBy(() -> build(engine, Build.NONE))
          .hasMessageContaining("`RUN --mount` in line 3")
          .hasMessageContaining("`COPY --link` in line 4")
          .hasMessageContaining("there is no docker command on the PATH");
      assertThatThrownBy(
              () ->
                  build(
                      engine,
                      new Build(
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          new TreeMap<>(),
                          new TreeMap<>(Map.of("token", Sensitive.of(TOKEN))))))
          .hasMessageContaining("the build secret token");
    }
  }

  @Test
  void commandThatLacksItsPlugInIsPassedOver() throws IOException {
    var bin = Files.createDirectories(directory.resolve("first"));
    var unable = bin.resolve("docker");
    Files.writeString(
        unable,
        "#!/bin/sh\n[ \"$1\" = version ] && echo 28.2.2 && exit\necho unknown >&2\nexit 1\n");
    assertThat(unable.toFile().setExecutable(true)).isTrue();
    var environment = new HashMap<>(System.getenv());
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    try (var engine = new DockerEngine(environment);
        var plain = new DockerEngine(System.getenv())) {
      requireBuildKit(plain);
      assertThat(new BuildCommands(engine, processes).find())
          .isEqualTo(new BuildCommands(plain, processes).find());
      environment.put("PATH", bin.toString());
      try (var alone = new DockerEngine(environment)) {
        assertThat(new BuildCommands(alone, processes).find().unable())
            .contains("28.2.2")
            .contains("lacks its buildx plug-in");
      }
    }
  }

  @Test
  void contextAndDockerfileMayBeElsewhereInTheSource() throws IOException {
    write("web/page", "page");
    write("web/secret", "secret");
    write("docker/Dockerfile.web", BASE + "COPY . /app/\n");
    write("docker/Dockerfile.web.dockerignore", "secret\n");
    for (var engine : List.of(new DockerEngine(System.getenv()), withoutCommand())) {
      try (engine) {
        build(engine, with("web", "docker/Dockerfile.web"));
        assertThat(inImage("ls /app")).isEqualTo("page\n");
      }
    }
  }

  @Test
  void failedBuildTellsItsCauseAndWhereTheRestIs() throws IOException {
    write("Dockerfile", BASE + "RUN printf '\\033[31mthe reason: not found\\033[0m\\n'; exit 7\n");
    for (var engine : List.of(new DockerEngine(System.getenv()), withoutCommand())) {
      try (engine) {
        assertThatThrownBy(() -> build(engine, Build.NONE))
            .isInstanceOfSatisfying(
                ProblemException.class,
                it -> {
                  assertThat(it.problem().message())
                      .contains("the reason: not found")
                      .doesNotContain("\033");
                  assertThat(it.problem().suggestion()).contains("cairn logs notes/dev --build 1");
                });
      }
    }
  }

  @Test
  void cancelledBuildEndsItsCommand() throws IOException {
    write("Dockerfile", BASE + "RUN echo started; sleep 300\n");
    var cancelled = new AtomicBoolean();
    try (var engine = new DockerEngine(System.getenv())) {
      requireBuildKit(engine);
      var thread =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThatThrownBy(() -> build(engine, Build.NONE, cancelled))
                          .hasMessageContaining("cancelled"));
      ReadyWait.upTo(Duration.ofSeconds(30))
          .until("the step", () -> heard.stream().anyMatch(it -> it.endsWith("started")));
      cancelled.set(true);
      ReadyWait.upTo(Duration.ofSeconds(20)).until("its end", () -> !thread.isAlive());
    }
    var mark = directory.resolve("applications").resolve(RELEASE) + "/build";
    assertThat(processes.findMarked(mark, Optional.empty())).isEmpty();
  }

  @Test
  void linkLeadsNobodyOutOfTheSource() throws IOException {
    var outside = Files.createDirectory(directory.resolve("private"));
    Files.writeString(outside.resolve("key"), "private");
    Files.createSymbolicLink(source.resolve("leak"), outside);
    write("Dockerfile", BASE + "COPY . /app/\n");
    for (var engine : List.of(new DockerEngine(System.getenv()), withoutCommand())) {
      try (engine) {
        build(engine, Build.NONE);
        assertThat(inImage("readlink /app/leak; cat /app/leak/key 2>&1 || true"))
            .startsWith(outside + "\n")
            .contains("No such file");
        assertThatThrownBy(() -> build(engine, with("leak", "")))
            .hasMessageContaining("source-not-found");
        assertThatThrownBy(() -> build(engine, with("", "leak/key")))
            .hasMessageContaining("no-dockerfile");
      }
    }
  }

  /** What only root may read stays so, though Cairn is root and the directory another's. */
  @Test
  void directoryOfAnotherUserIsReadAsThatUser() throws Exception {
    assumeTrue(Processes.isRoot(), "only root reads as somebody else");
    write("Dockerfile", BASE + "COPY . /app/\n");
    write("sub/file", "content");
    write("roots", "only root's");
    sh("chown -R 4242:4242 . && chown root roots && chmod 600 roots && chmod 750 .");
    for (var engine : List.of(new DockerEngine(System.getenv()), withoutCommand())) {
      try (engine) {
        assertThatThrownBy(() -> build(engine, Build.NONE)).hasMessageContaining("roots");
        write(".dockerignore", "roots\n");
        sh("chown 4242:4242 .dockerignore");
        build(engine, Build.NONE);
        assertThat(inImage("cd /app && find . -type f | sort"))
            .isEqualTo("./.dockerignore\n./Dockerfile\n./sub/file\n");
        sh("rm .dockerignore");
      }
    }
  }

  private void sh(String script) {
    var outcome = processes.run(Command.of("sh", "-c", script).in(source));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
  }
}
