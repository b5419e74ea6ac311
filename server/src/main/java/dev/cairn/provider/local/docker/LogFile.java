package dev.cairn.provider.local.docker;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import dev.cairn.process.LogBound;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a log and keeps it bounded. */
final class LogFile {
  private static final LogBound BOUND = new LogBound(new Processes(), Bytes.ofMib(10));

  /** After so many bytes each: lines of a burst come one by one. */
  private static final long LOOKED_AT = 64 * 1024;

  private static final int MOST_READ = 64 * 1024;

  private LogFile() {}

  static void append(Path log, String text) {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    try (var file = open(log)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      long size = file.size();
      if (size / LOOKED_AT != (size - length) / LOOKED_AT) {
        BOUND.apply(log);
      }
    } catch (IOException e) {
      throw StateFile.failure("append to", log, e);
    }
  }

  private static FileChannel open(Path log) throws IOException {
    try {
      return FileChannel.open(log, StandardOpenOption.APPEND);
    } catch (NoSuchFileException first) {
      Files.createDirectories(log.resolveSibling("."));
      StateFile.keepPrivate(log);
      return FileChannel.open(log, StandardOpenOption.APPEND);
    }
  }

  /** In bytes; 0 where there is none. */
  static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw StateFile.failure("look at", log, e);
    }
  }

  /** The end of what was added since it was {@code size} long. */
  static String since(Path log, long size) {
    try (var file = FileChannel.open(log)) {
      long from = Math.max(Math.clamp(size, 0, file.size()), file.size() - MOST_READ);
      var end = ByteBuffer.allocate((int) (file.size() - from));
      file.read(end, from);
      return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw StateFile.failure("read", log, e);
    }
  }
}
