package dev.cairn.cli.session;

import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.file.Path;

/** Files that users name on the command line. */
public final class Files {
  private Files() {}

  public static String firstLine(Path file) {
    return read(file).lines().findFirst().orElse("");
  }

  public static String read(Path file) {
    try {
      return java.nio.file.Files.readString(file);
    } catch (IOException e) {
      throw Problems.of(
          "unreadable-file",
          "The file " + file.toAbsolutePath() + " cannot be read.",
          "Check its name and mode.",
          e);
    }
  }
}
