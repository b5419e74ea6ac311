package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.MySql;
import dev.cairn.engine.mysql.MySqlArtifact;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.engine.mysql.MySqlVersion;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.binaries.MavenFetch;
import dev.cairn.provider.local.binaries.Unpack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds MySQL's programs: a directory that the user configured, else the system's own where that is
 * MySQL (not MariaDB), else Maven Central's.
 */
public final class MySqlBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlBinaries.class);
  private static final List<String> PLACES =
      List.of("/usr/sbin", "/usr/libexec", "/usr/local/mysql/bin", "/opt/mysql/bin");

  private final Path engines;
  private final Map<String, Path> configured;
  private final List<Path> places;
  private final Processes processes;
  private final MySqlLibraries libraries;
  private final Map<Path, Reported> reported = new ConcurrentHashMap<>();
  private final ReentrantLock fetching = new ReentrantLock();

  private record Reported(FileTime modified, MySqlVersion version) {}

  /**
   * @param engines {@code $CAIRN_HOME/engines}
   * @param configured directories with {@code bin/mysqld}, by version
   */
  public MySqlBinaries(Path engines, Map<String, Path> configured, Processes processes) {
    this(engines, configured, systemPlaces(), processes, new MySqlLibraries(processes));
  }

  MySqlBinaries(
      Path engines,
      Map<String, Path> configured,
      List<Path> places,
      Processes processes,
      MySqlLibraries libraries) {
    this.engines = engines;
    this.configured = Map.copyOf(configured);
    this.places = List.copyOf(places);
    this.processes = processes;
    this.libraries = libraries;
  }

  private static List<Path> systemPlaces() {
    var path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Stream.concat(PLACES.stream(), Stream.of(path).filter(it -> it.startsWith("/")))
        .map(Path::of)
        .distinct()
        .toList();
  }

  /** Those that can be had here, newest first. */
  List<VersionOffer> offers() {
    return MySql.INSTANCE.versions().stream()
        .flatMap(
            version -> source(version.name()).map(text -> new VersionOffer(version, text)).stream())
        .toList();
  }

  private Optional<String> source(String version) {
    return findInstalled(version)
        .map(bin -> bin + reported(bin).map(it -> " (" + it.release() + ")").orElse(""))
        .or(
            () ->
                artifact(version)
                    .map(
                        it ->
                            "Maven Central " + it.release() + ", " + it.size() + ", fetched once"));
  }

  /**
   * The directory of {@code mysqld}; fetched where it is not here.
   *
   * @throws dev.cairn.core.ProblemException {@code library-missing}, {@code binaries-missing}
   */
  Path ensure(String version, Consumer<String> progress) {
    var bin = findInstalled(version).orElseGet(() -> fetched(version, progress));
    // Not once after the fetch: what is missing may be installed later.
    if (artifact(version).map(this::unpacked).filter(bin::equals).isPresent()
        && reported(bin).isEmpty()) {
      libraries.require(bin);
    }
    return bin;
  }

  private Path fetched(String version, Consumer<String> progress) {
    fetching.lock();
    try {
      return findInstalled(version).orElseGet(() -> fetch(version, progress));
    } finally {
      fetching.unlock();
    }
  }

  Optional<Path> findInstalled(String version) {
    if (configured.containsKey(version)) {
      var given = configured.get(version);
      var bin = Files.isDirectory(given.resolve("bin")) ? given.resolve("bin") : given;
      if (!isComplete(bin)) {
        throw Problem.failed(
                "binaries-missing",
                "The directory configured for MySQL " + version + ", " + given + ", has no mysqld.",
                "Correct engines.mysql-" + version + " in config.yaml, or remove it.")
            .toException();
      }
      reported(bin)
          .filter(it -> !it.series().equals(version))
          .ifPresent(
              it -> {
                throw Problem.failed(
                        "binaries-differ",
                        "The directory configured for MySQL "
                            + version
                            + ", "
                            + given
                            + ", has MySQL "
                            + it.release()
                            + ", which would convert the data for good.",
                        "Correct engines.mysql-" + version + " in config.yaml, or remove it.")
                    .toException();
              });
      return Optional.of(bin);
    }
    return places.stream()
        .filter(MySqlBinaries::isComplete)
        .filter(bin -> reported(bin).filter(it -> it.series().equals(version)).isPresent())
        .findFirst()
        .or(() -> artifact(version).map(this::unpacked).filter(MySqlBinaries::isComplete));
  }

  /**
   * What a server says that it is; asked again when its file has changed, as a newer one would
   * convert the data of an older, and where it did not run. Empty where it does not, or is not
   * MySQL.
   */
  private Optional<MySqlVersion> reported(Path bin) {
    var program = bin.resolve("mysqld");
    try {
      var modified = Files.getLastModifiedTime(program);
      var known = reported.get(bin);
      if (known != null && known.modified().equals(modified)) {
        return Optional.of(known.version());
      }
      var outcome = processes.run(Command.of(MySqlCommands.version(program)));
      var found =
          outcome.succeeded()
              ? MySqlVersion.find(outcome.output())
              : Optional.<MySqlVersion>empty();
      found.ifPresent(it -> reported.put(bin, new Reported(modified, it)));
      return found;
    } catch (IOException e) {
      throw StateFile.failure("look at", program, e);
    }
  }

  private Path fetch(String version, Consumer<String> progress) {
    var artifact = artifact(version).orElseThrow(() -> unavailable(version));
    var bin = unpacked(artifact);
    var target = bin.resolveSibling(".").normalize();
    try {
      Files.createDirectories(target.resolveSibling(".").normalize());
    } catch (IOException e) {
      throw StateFile.failure("create", target, e);
    }
    progress.accept("fetching MySQL " + artifact.release() + ", " + artifact.size());
    var zip =
        MavenFetch.fetch(
            MySqlArtifact.GROUP,
            MySqlArtifact.ARTIFACT,
            MySqlArtifact.TYPE,
            artifact.classifier(),
            artifact.version(),
            progress);
    progress.accept("checking MySQL " + artifact.release());
    Unpack.requireSha256(zip, artifact.sha256());
    progress.accept("unpacking MySQL " + artifact.release());
    Unpack.zip(zip, target, MySqlArtifact.kept());
    LOG.info("Unpacked MySQL {} into {}", artifact.release(), target);
    return bin;
  }

  private static dev.cairn.core.ProblemException unavailable(String version) {
    return Problem.failed(
            "binaries-missing",
            "There are no binaries of MySQL "
                + version
                + " for this machine ("
                + System.getProperty("os.arch")
                + ").",
            "Install MySQL "
                + version
                + " from dev.mysql.com, or name its directory as engines.mysql-"
                + version
                + " in config.yaml.")
        .toException();
  }

  private Path unpacked(MySqlArtifact artifact) {
    return engines.resolve("mysql").resolve(artifact.release()).resolve("bin");
  }

  private static Optional<MySqlArtifact> artifact(String version) {
    return MySqlArtifact.find(version, System.getProperty("os.arch"));
  }

  private static boolean isComplete(Path bin) {
    return Files.isExecutable(bin.resolve("mysqld"));
  }
}
