package dev.cairn.service;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, for a failure's reason. */
final class LogTail {
  private static final int MOST_LINES = 20;
  private static final int MOST_BYTES = 16 * 1024;

  private LogTail() {}

  /** Empty, or a sentence and the lines, to be put behind a reason. */
  static String of(Path log) {
    var lines = lines(log);
    return lines.isEmpty() ? "" : "\nIts last lines:\n" + String.join("\n", lines);
  }

  private static List<String> lines(Path log) {
    try (var file = FileChannel.open(log)) {
      var end = ByteBuffer.allocate((int) Math.min(MOST_BYTES, file.size()));
      file.read(end, file.size() - end.capacity());
      var all = new String(end.array(), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - MOST_LINES), all.size());
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw StateFile.failure("read", log, e);
    }
  }
}
