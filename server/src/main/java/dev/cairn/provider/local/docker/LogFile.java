package dev.cairn.provider.local.docker;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a log and keeps it bounded: what is older than the bound moves to {@code .1}. */
final class LogFile {
  private static final long MOST = 10L * 1024 * 1024;

  private LogFile() {}

  static void append(Path log, String text) {
    try {
      Files.createDirectories(log.resolveSibling("."));
      if (Files.exists(log) && Files.size(log) > MOST) {
        Files.copy(
            log,
            log.resolveSibling(log.getFileName() + ".1"),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        // Emptied in place: whoever follows the file sees it shrink and begins anew.
        Files.writeString(log, "", StandardOpenOption.TRUNCATE_EXISTING);
      }
      if (!Files.exists(log)) {
        StateFile.keepPrivate(log);
      }
      Files.writeString(log, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw StateFile.failure("append to", log, e);
    }
  }
}
