package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.docker.ImageBuild.Audience;
import dev.cairn.provider.local.source.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's own command is the measure: the same tree in, the same files in the image. */
@ContainerEngineRequired
class BuildContextTest {
  private static final String RELEASE = "notes-dev-r1";
  private static final List<String> WORDS =
      List.of("a", "b", ".env", "keep", "a b", "é", "x.log", "-n", "[c]", "$d", "node_modules");
  private static final List<String> MODES = List.of("rw-r--r--", "rwxr-xr-x", "rw-------");

  /** Each with what it stands for in the tree: names, wildcards, exceptions, odd spellings. */
  private static final List<String> PATTERNS =
      List.of(
          "**/.env",
          "**/node_modules",
          "/a",
          "b/",
          "./keep",
          "*.log",
          "a/*",
          "!a/keep",
          "!a/b",
          "?",
          "[ab]",
          "\\[c]",
          "$d",
          "a b",
          "-n",
          "**/x.log",
          "Dockerfile",
          ".dockerignore",
          "a/../b",
          "*/b",
          "b/**",
          "!b/a",
          "# nothing",
          "",
          "*.env",
          "é");

  private final Processes processes = new Processes();
  private final SourceFiles files = new SourceFiles(processes);
  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final DockerNames names = new DockerNames(id, id);
  @TempDir Path directory;

  @AfterEach
  void removeEverything() throws IOException {
    try (var engine = new DockerEngine(System.getenv())) {
      new DockerCleanup(engine, names, new DockerNetworks(engine, names, processes)).removeAll();
    }
  }

  private record Generated(Path root, List<Path> all) {}

  private Generated generate(Random random) throws IOException {
    var root = Files.createDirectory(directory.resolve("source"));
    var places = new ArrayList<>(List.of(root));
    var all = new ArrayList<Path>();
    for (int i = 0; i < 45; i++) {
      var path = pick(random, places).resolve(pick(random, WORDS));
      if (Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      switch (random.nextInt(8)) {
        case 0, 1 -> places.add(Files.createDirectory(path));
        case 2 -> Files.createSymbolicLink(path, pick(random, links()));
        default -> {
          Files.writeString(path, "content of " + i);
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(pick(random, MODES)));
        }
      }
      all.add(path);
    }
    Files.writeString(root.resolve("Dockerfile"), "FROM scratch\nCOPY . /app/\n");
    var lines = new ArrayList<String>();
    if (random.nextInt(3) == 0) {
      lines.add("*");
      lines.add("!a");
      lines.add("!b/keep");
    }
    for (int i = random.nextInt(6); i >= 0; i--) {
      lines.add(pick(random, PATTERNS));
    }
    Files.writeString(root.resolve(".dockerignore"), String.join("\n", lines) + "\n");
    // Something is always left, and always in a directory.
    Files.writeString(Files.createDirectories(root.resolve("z/z")).resolve("z"), "z");
    Files.writeString(
        root.resolve(".dockerignore"), "!z\n", java.nio.file.StandardOpenOption.APPEND);
    return new Generated(root, all);
  }

  private List<Path> links() {
    return List.of(
        Path.of("/etc"), directory, Path.of("../.."), Path.of("a"), Path.of("gone"), Path.of("."));
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Kind, mode, link and content of each file in an image. */
  private Map<String, String> content(DockerEngine engine, String image) throws IOException {
    var container = engine.client().createContainerCmd(image).withCmd("/none").exec().getId();
    var unpacked = Files.createTempDirectory(directory, "image");
    try {
      var exported =
          processes.run(
              Command.of(
                      "/bin/sh",
                      "-c",
                      "docker cp \"$0\":/app - | tar -x -p --no-same-owner",
                      container)
                  .in(unpacked)
                  .within(Duration.ofMinutes(1)));
      assertThat(exported.succeeded()).as(exported.output()).isTrue();
    } finally {
      engine.client().removeContainerCmd(container).withForce(true).exec();
    }
    var found = new HashMap<String, String>();
    for (var entry : files.list(unpacked)) {
      var path = unpacked.resolve(entry.path());
      var what =
          switch (entry.kind()) {
            case LINK -> "-> " + Files.readSymbolicLink(path);
            case FILE -> mode(path) + " " + Files.readString(path);
            case DIRECTORY, CLOSED -> mode(path) + " directory";
            case PIPE -> "pipe";
          };
      found.put(entry.path(), what);
    }
    return found;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void build(DockerEngine engine, Path source) {
    var release =
        new ReleaseInstance(
            RELEASE,
            StageRef.parse("notes/dev"),
            new Source.Directory(source),
            Optional.empty(),
            Build.NONE,
            Pull.MISSING,
            Optional.empty(),
            Limits.NONE,
            8080,
            Map.of(),
            List.of());
    new ImageBuild(engine, names, processes, directory)
        .build(release, source, new Audience(directory.resolve("log"), line -> {}, () -> false));
  }

  private void buildByHand(String buildKit, List<String> command, Path source) {
    var argv = new ArrayList<>(command);
    argv.addAll(List.of("-t", names.image(RELEASE), source.toString()));
    var outcome =
        processes.run(
            Command.of(argv)
                .withEnvironment(Map.of("DOCKER_BUILDKIT", buildKit))
                .within(Duration.ofMinutes(1)));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
  }

  private String fingerprint(Path source) {
    return BuildContext.of(files, source, Build.NONE).fingerprint();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5})
  void imageHasWhatTheEnginesOwnCommandPutsInIt(long seed) throws IOException {
    var tree = generate(new Random(seed));
    var source = tree.root();
    var environment = new HashMap<>(System.getenv());
    environment.put("PATH", directory.toString());
    Map<String, String> content;
    try (var engine = new DockerEngine(System.getenv());
        var bare = new DockerEngine(environment)) {
      var found = new BuildCommands(engine, processes).find();
      buildByHand("0", List.of("docker", "build"), source);
      content = content(engine, names.image(RELEASE));
      build(bare, source);
      assertThat(content(engine, names.image(RELEASE)))
          .as("by the old builder, with " + Files.readString(source.resolve(".dockerignore")))
          .isEqualTo(content);
      if (found.able().isPresent()) {
        buildByHand("1", found.able().get(), source);
        var expected = content(engine, names.image(RELEASE));
        build(engine, source);
        assertThat(content(engine, names.image(RELEASE))).isEqualTo(expected);
      }
    }
    assertThat(content).containsKey("app/z/z/z");
    fingerprintTellsWhatChangesTheImage(tree, content);
  }

  private void fingerprintTellsWhatChangesTheImage(Generated tree, Map<String, String> content)
      throws IOException {
    var before = fingerprint(tree.root());
    assertThat(fingerprint(tree.root())).isEqualTo(before);
    var changed = new ArrayList<Path>();
    for (var path : tree.all()) {
      if (Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)
          && changed.size() < 12) {
        changed.add(path);
        var was = Files.readString(path);
        Files.writeString(path, was + "!");
        boolean isSeen = content.containsKey("app/" + tree.root().relativize(path));
        assertThat(!fingerprint(tree.root()).equals(before)).as(path.toString()).isEqualTo(isSeen);
        Files.writeString(path, was);
      }
    }
    assertThat(fingerprint(tree.root())).isEqualTo(before);
    Files.setPosixFilePermissions(
        tree.root().resolve("z/z"), PosixFilePermissions.fromString("rwx------"));
    assertThat(fingerprint(tree.root())).isNotEqualTo(before);
  }
}
