package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Libraries of the system that unpacked binaries load, and what to do where one is missing. */
final class MySqlLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlLibraries.class);
  private static final Pattern MISSING =
      Pattern.compile("error while loading shared libraries: (\\S+):");

  private static final Map<String, String> PACKAGES =
      Map.of(
          "libaio.so.1",
          "libaio1 (Debian 12, Ubuntu 22.04) or libaio1t64 (later ones), libaio elsewhere",
          "libnuma.so.1",
          "libnuma1, numactl-libs elsewhere");

  private final Processes processes;
  private final List<Path> places;

  MySqlLibraries(Processes processes) {
    this(
        processes,
        List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib/aarch64-linux-gnu"),
            Path.of("/usr/lib64"),
            Path.of("/usr/lib")));
  }

  MySqlLibraries(Processes processes, List<Path> places) {
    this.processes = processes;
    this.places = List.copyOf(places);
  }

  /**
   * Has {@code mysqld} find its libraries. Debian 13 and Ubuntu 24.04 have the old libaio under
   * another name: where only that is there, it gets the expected one beside the binaries.
   *
   * @throws dev.cairn.core.ProblemException {@code library-missing}, naming the package
   */
  void require(Path bin) {
    var missing = missing(bin);
    if (missing.filter("libaio.so.1"::equals).isPresent() && linkRenamed(bin)) {
      missing = missing(bin);
    }
    missing.ifPresent(
        library -> {
          throw problem(library).toException();
        });
  }

  private Optional<String> missing(Path bin) {
    return find(processes.run(Command.of(MySqlCommands.version(bin.resolve("mysqld")))).output());
  }

  private boolean linkRenamed(Path bin) {
    var found = places.stream().map(it -> it.resolve("libaio.so.1t64")).filter(Files::exists);
    var link = bin.resolveSibling("lib").resolve("private").resolve("libaio.so.1");
    return found
        .findFirst()
        .map(
            library -> {
              try {
                Files.createSymbolicLink(link, library);
              } catch (FileAlreadyExistsException there) {
                LOG.debug("{} is there already", link);
              } catch (IOException e) {
                throw StateFile.failure("link", link, e);
              }
              LOG.info("Linked {} to {}", link, library);
              return true;
            })
        .orElse(false);
  }

  /** The library that the loader did not find, by what it said. */
  static Optional<String> find(String said) {
    var match = MISSING.matcher(said);
    return match.find() ? Optional.of(match.group(1)) : Optional.empty();
  }

  static Problem problem(String library) {
    return Problem.failed(
        "library-missing",
        "MySQL needs the library " + library + ", which this machine does not have.",
        PACKAGES.containsKey(library)
            ? "Install the package " + PACKAGES.get(library) + ", and retry."
            : "Install the package that has it, and retry.");
  }
}
