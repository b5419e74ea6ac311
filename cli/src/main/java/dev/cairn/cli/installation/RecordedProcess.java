package dev.cairn.cli.installation;

import dev.cairn.api.WireJson;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.session.ProcessOnRecord;
import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * An engine, an application or the edge as the server wrote down which process it is. The file
 * stays when the process ends, and its pid may be another's by then.
 *
 * @param part the directory of the file, below the home
 * @param identity empty where the file was cut off
 */
record RecordedProcess(Path part, Optional<ProcessOnRecord> identity) {
  private static final String FILE = "process.json";
  private static final int DEPTH = 3;

  static List<RecordedProcess> of(Home home) {
    if (!Files.isDirectory(home.directory())) {
      return List.of();
    }
    try (var files =
        Files.find(home.directory(), DEPTH, (path, attributes) -> path.endsWith(FILE))) {
      return files
          .map(it -> new RecordedProcess(home.directory().relativize(it.getParent()), read(it)))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw Problems.of(
          "home-not-readable",
          home.directory() + " cannot be read: " + e.getMessage() + ".",
          "Run the command as the user that Cairn runs as.",
          e);
    }
  }

  private static Optional<ProcessOnRecord> read(Path file) {
    try {
      return ProcessOnRecord.of(WireJson.MAPPER.readTree(file.toFile()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return identity.filter(ProcessOnRecord::isAlive).isPresent();
  }

  /** Better to look than to leave a process behind. */
  boolean mayBeAlive() {
    return identity.isEmpty() || isAlive();
  }

  /** For people: {@code databases/shop-dev-postgres (process 4711)}. */
  @Override
  public String toString() {
    return part + identity.map(it -> " (process " + it.pid() + ")").orElse("");
  }
}
