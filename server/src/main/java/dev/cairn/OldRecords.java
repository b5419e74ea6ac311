package dev.cairn;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Records that a Cairn before this one left open to all users of the machine, and that nobody but
 * Cairn reads. What engines and the edge read too is closed when it is written next.
 */
final class OldRecords {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "databases", List.of("instance.json", "process.json", "logins.json"),
          "applications", List.of("port", "process.json"),
          "backups", List.of("backup.json"));

  private OldRecords() {}

  static void close(Path home) {
    NAMES.forEach((directory, names) -> close(home.resolve(directory), names));
  }

  private static void close(Path directory, List<String> names) {
    try (var all = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (var one : all) {
        names.forEach(name -> StateFile.closeIfThere(one.resolve(name)));
      }
    } catch (IOException e) {
      throw StateFile.failure("list", directory, e);
    }
  }
}
