package dev.cairn.cli.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The directory of a manifest, which may be a stranger's. What lies there belongs to the manifest
 * unless it is hidden ({@code .pgpass}, {@code .git/config}), or the directory is one in which
 * files lie that have nothing to do with it: somebody's home, one that has homes below, or one that
 * anybody may write in.
 *
 * @param root without links
 */
record Project(Path root) {
  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final int HOME_FIELD = 5;

  /**
   * @param file below it, without links
   */
  boolean owns(Path file) {
    return isOwn() && !isHidden(root.relativize(file));
  }

  /** Whether nothing lies in a directory that has nothing to do with its manifest. */
  static boolean isOwn(Path directory) {
    try {
      return new Project(directory.toRealPath()).isOwn();
    } catch (IOException notThere) {
      return false;
    }
  }

  private boolean isOwn() {
    return !isEverybodys() && !hasHome();
  }

  private static boolean isHidden(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(name -> name.toString().startsWith("."));
  }

  private boolean isEverybodys() {
    try {
      return Files.getPosixFilePermissions(root).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException unknown) {
      return true;
    }
  }

  private boolean hasHome() {
    return Stream.concat(
            Stream.of(
                    Optional.ofNullable(System.getProperty("user.home")),
                    Optional.ofNullable(System.getenv("HOME")))
                .flatMap(Optional::stream),
            accounts().stream())
        .filter(home -> home.startsWith("/"))
        .anyMatch(home -> real(Path.of(home)).startsWith(root));
  }

  /** Homes of all users: with {@code sudo} it is another one's than that of who calls. */
  private static List<String> accounts() {
    try (var lines = Files.lines(ACCOUNTS, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(row -> row.length > HOME_FIELD)
          .map(row -> row[HOME_FIELD])
          .toList();
    } catch (IOException noSuchFile) {
      return List.of();
    }
  }

  private static Path real(Path home) {
    try {
      return home.toRealPath();
    } catch (IOException notThere) {
      return home;
    }
  }
}
