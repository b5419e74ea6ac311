package dev.cairn.provider.local.docker;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import dev.cairn.process.LogBound;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a log and keeps it bounded. */
final class LogFile {
  private static final LogBound BOUND = new LogBound(new Processes(), Bytes.ofMib(10));

  private LogFile() {}

  static void append(Path log, String text) {
    try {
      Files.createDirectories(log.resolveSibling("."));
      if (!Files.exists(log)) {
        StateFile.keepPrivate(log);
      }
      Files.writeString(log, text, StandardOpenOption.APPEND);
      BOUND.apply(log);
    } catch (IOException e) {
      throw StateFile.failure("append to", log, e);
    }
  }
}
