package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.model.BuildResponseItem;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.core.TellingLines;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import dev.cairn.provider.BuildFailure;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.local.docker.IgnoreRules.Depth;
import dev.cairn.provider.local.source.SourceFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a release's image from a directory as a person would: by the engine's own command where
 * there is one that can, with BuildKit; else by the old builder, through the engine's API.
 */
final class ImageBuild {
  private static final Logger LOG = LoggerFactory.getLogger(ImageBuild.class);
  private static final Duration LONGEST = Duration.ofMinutes(60);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Bytes KEEP = Bytes.ofKib(64);

  /** Would steer the command itself; such a one is told in its arguments. */
  private static final Pattern STEERS =
      Pattern.compile(
          "(?i)(?:PATH|HOME|LANG|TMPDIR|IFS|SHELL|ENV|PS\\d)|"
              + "(?:LD|LC|GLIBC|MALLOC|DOCKER|BUILDX|BUILDKIT|BUILDAH|CONTAINER|CONTAINERS|PODMAN|"
              + "REGISTRY|STORAGE|GO|GIT|SSL|XDG|CAIRN|GNUPG|SSH|OTEL)\\w*");

  private final DockerEngine engine;
  private final DockerNames names;
  private final Processes processes;
  private final SourceFiles files;
  private final BuildCommands commands;
  private final Path applications;

  ImageBuild(DockerEngine engine, DockerNames names, Processes processes, Path applications) {
    this.engine = engine;
    this.names = names;
    this.processes = processes;
    this.files = new SourceFiles(processes);
    this.commands = new BuildCommands(engine, processes);
    this.applications = applications;
  }

  /** What hears of a build, and may end it. */
  record Audience(Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    /** Live pages and terminals get plain text. */
    void hear(String line) {
      var plain = TellingLines.plain(line).strip();
      if (!plain.isEmpty()) {
        progress.accept(plain);
      }
    }

    void note(String line) {
      LogFile.append(log, "[cairn] " + line + "\n");
      progress.accept(line);
    }
  }

  /** The state of a directory, as far as a build would see it. */
  String fingerprint(Path source, ReleaseInstance.Build build) {
    return BuildContext.of(files, source, build).fingerprint();
  }

  /** Where {@code source} is another user's, it is read as that user, once. */
  void build(ReleaseInstance release, Path source, Audience audience) {
    endLeftOver(release);
    var context = BuildContext.of(files, source, release.build());
    context.requireComplete();
    var found = commands.find();
    var scratch = scratch(release);
    try {
      if (found.able().isPresent()) {
        byCommand(found.able().get(), release, context, scratch, audience);
      } else {
        requireOldBuilder(release, context, found.unable());
        byInterface(release, context, scratch, audience);
      }
    } finally {
      delete(scratch);
    }
    LOG.info("Built image {} from {}", names.image(release.id()), source);
  }

  private void byCommand(
      List<String> command,
      ReleaseInstance release,
      BuildContext context,
      Path scratch,
      Audience audience) {
    var own = context.readable(scratch);
    var argv = new ArrayList<>(command);
    argv.addAll(options(release, engine.isPodman()));
    var variables = new LinkedHashMap<String, String>();
    release.build().variables().forEach((name, value) -> argument(argv, variables, name, value));
    release.build().secrets().forEach((name, value) -> argv.addAll(secret(scratch, name, value)));
    // Cairn's own come last: they say which engine it is.
    variables.putAll(commands.environment(scratch.resolve("settings")));
    if (!engine.isPodman()) {
      // What a build keeps for the next (RUN --mount=type=cache) is its stage's own.
      argument(argv, variables, "BUILDKIT_CACHE_MOUNT_NS", names.network(release.stage()));
    }
    var dockerfile =
        context.isForeign()
            ? own.aside(scratch.resolve("dockerfile"), own.text().text())
            : own.source().resolve(own.dockerfile());
    var outcome = run(release, argv, dockerfile, own, variables, audience);
    if (!outcome.succeeded() && isFrontendMissing(own.text(), outcome)) {
      audience.note(
          own.text().syntax().orElse("")
              + " cannot be had: building with the engine's own frontend instead");
      var plain = own.aside(scratch.resolve("frontend"), own.text().withoutSyntax());
      outcome = run(release, argv, plain, own, variables, audience);
    }
    if (!outcome.succeeded()) {
      throw failure(release, outcome.output()).toException();
    }
  }

  private Outcome run(
      ReleaseInstance release,
      List<String> command,
      Path dockerfile,
      BuildContext context,
      Map<String, String> variables,
      Audience audience) {
    var argv = new ArrayList<>(command);
    argv.addAll(List.of("--file", dockerfile.toString(), context.directory().toString()));
    return processes.run(
        Command.of(argv)
            .withEnvironment(variables)
            .marked(mark(release))
            .within(LONGEST)
            .keeping(KEEP)
            .redacting(List.copyOf(release.build().secrets().values()))
            .loggingTo(audience.log())
            .cancelledBy(audience.cancelled())
            .telling(audience::hear));
  }

  private List<String> options(ReleaseInstance release, boolean podman) {
    var image = names.image(release.id());
    return List.of(
        "--tag",
        // As the API of Podman calls an image that has no registry in its name.
        podman ? "docker.io/" + image : image,
        "--label",
        DockerNames.INSTALLATION_LABEL + "=" + names.installation());
  }

  private static void argument(
      List<String> argv, Map<String, String> variables, String name, String value) {
    argv.add("--build-arg");
    if (STEERS.matcher(name).matches()) {
      argv.add(name + "=" + value);
    } else {
      argv.add(name);
      variables.put(name, value);
    }
  }

  private static List<String> secret(Path scratch, String name, Sensitive<String> value) {
    var file = scratch.resolve("secret-" + name);
    StateFile.write(file, value.reveal(), StateFile.PRIVATE);
    return List.of("--secret", "id=" + name + ",src=" + file);
  }

  /** Docker's frontend is an image like any other, and may be out of reach as any. */
  private static boolean isFrontendMissing(Dockerfile dockerfile, Outcome outcome) {
    if (!dockerfile.hasOfficialSyntax()) {
      return false;
    }
    var frontend = dockerfile.syntax().orElseThrow().replaceFirst("^docker\\.io/", "");
    return outcome
        .output()
        .lines()
        .anyMatch(
            line ->
                line.contains("gateway.v0")
                    || (line.contains(frontend) && line.matches("(?i).*(?:error|fail).*")));
  }

  private void requireOldBuilder(ReleaseInstance release, BuildContext context, String unable) {
    var needs = new ArrayList<>(context.text().needs().stream().map(String::valueOf).toList());
    release.build().secrets().keySet().forEach(name -> needs.add("the build secret " + name));
    boolean ableByItself = engine.isPodman() && release.build().secrets().isEmpty();
    if (needs.isEmpty() || ableByItself) {
      return;
    }
    throw Problem.invalid(
            "buildkit-missing",
            "Could not build "
                + names.image(release.id())
                + ": "
                + context.dockerfile()
                + " needs BuildKit for "
                + String.join(", ", needs.subList(0, Math.min(5, needs.size())))
                + ", and "
                + unable
                + ".",
            engine.isPodman()
                ? "Install Podman's command (Debian: apt install podman)."
                : "Install Docker's plug-in buildx (with Docker's own packages: apt install"
                    + " docker-buildx-plugin) or Debian's docker command, which needs none (apt"
                    + " install docker.io).")
        .toException();
  }

  private void byInterface(
      ReleaseInstance release, BuildContext context, Path scratch, Audience audience) {
    var archive = scratch.resolve("context.tar");
    files.pack(context.directory(), context.names(Depth.WHERE_NAMED), archive);
    var inside = context.dockerfileInside();
    if (inside.isEmpty()) {
      append(archive, context, scratch);
    }
    var said = new EngineAnswer<BuildResponseItem>(audience);
    try (var in = Files.newInputStream(archive)) {
      var build =
          engine
              .streaming()
              .buildImageCmd(in)
              .withDockerfilePath(inside.orElse(OUTSIDE))
              .withTags(Set.of(names.image(release.id())))
              .withLabels(Map.of(DockerNames.INSTALLATION_LABEL, names.installation()))
              .withRemove(true)
              .withForcerm(true);
      release.build().variables().forEach(build::withBuildArg);
      build.exec(said);
      said.finish("build " + names.image(release.id()), release);
    } catch (IOException e) {
      throw StateFile.failure("read", archive, e);
    }
  }

  private static final String OUTSIDE = ".dockerfile.cairn";

  private void append(Path archive, BuildContext context, Path scratch) {
    try {
      Files.writeString(scratch.resolve(OUTSIDE), context.text().text());
    } catch (IOException e) {
      throw StateFile.failure("write", scratch, e);
    }
    var outcome =
        processes.run(
            Command.of(
                "tar", "-r", "-f", archive.toString(), "-C", scratch.toString(), "--", OUTSIDE));
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "build-failed",
              "Could not add the Dockerfile to the build's files: "
                  + Sentence.ended(outcome.lastLine()),
              "Deploy again.")
          .toException();
    }
  }

  private Problem failure(ReleaseInstance release, String output) {
    return BuildFailure.of(
        "build-failed", release, "Could not build " + names.image(release.id()), output);
  }

  /** A build of a Cairn that was killed goes on without it. */
  private void endLeftOver(ReleaseInstance release) {
    processes
        .findMarked(mark(release), Optional.empty())
        .forEach(it -> processes.terminate(it, GRACE));
  }

  private String mark(ReleaseInstance release) {
    return applications.resolve(release.id()).toAbsolutePath().normalize() + "/build";
  }

  private static Path scratch(ReleaseInstance release) {
    try {
      var scratch = Files.createTempDirectory("cairn-" + release.id() + "-");
      Files.createDirectory(scratch.resolve("settings"));
      return scratch;
    } catch (IOException e) {
      throw StateFile.failure("create", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  static void delete(Path directory) {
    try (var all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", directory, e.toString());
    }
  }
}
