package dev.cairn.web.console;

import dev.cairn.core.Problem;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads ends of log files, whole lines only. A file that is not there is an empty log. */
final class LogTail {
  private static final int MOST = 64 * 1024;

  /**
   * What stands in a log behind a position.
   *
   * @param position where the next read begins
   * @param restarted the file is shorter than the position asked for: it was begun anew
   */
  record Read(String text, long position, boolean restarted) {}

  private LogTail() {}

  static LogView view(String title, Path file, String href) {
    var read = read(file, -1);
    return new LogView(title, read.text(), read.position(), href);
  }

  /** Answers a page that follows the log; where there is no file yet, with nothing. */
  static void answer(Context ctx, Optional<Path> file) {
    long from = ctx.queryParamAsClass("from", Long.class).getOrDefault(-1L);
    var read = file.map(found -> read(found, from)).orElse(new Read("", 0, false));
    ctx.header("X-Log-Position", Long.toString(read.position()));
    ctx.header("X-Log-Restarted", Boolean.toString(read.restarted()));
    ctx.header("Cache-Control", "no-store");
    ctx.contentType("text/plain; charset=utf-8").result(read.text());
  }

  static Read read(Path file, long from) {
    if (!Files.isReadable(file)) {
      return new Read("", 0, false);
    }
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long size = log.length();
      boolean restarted = from > size;
      boolean cut = from < 0 || restarted || size - from > MOST;
      long begin = cut ? Math.max(0, size - MOST) : from;
      var bytes = new byte[(int) (size - begin)];
      log.seek(begin);
      log.readFully(bytes);
      return lines(bytes, begin, cut && begin > 0, restarted);
    } catch (IOException e) {
      throw Problem.failed(
              "log-unreadable",
              "The log " + file.getFileName() + " could not be read: " + e.getMessage() + ".",
              "Look at the file on the machine that runs Cairn.")
          .toException(e);
    }
  }

  private static Read lines(byte[] bytes, long begin, boolean skipFirst, boolean restarted) {
    int end = lastBreak(bytes) + 1;
    int start = skipFirst ? firstBreak(bytes) + 1 : 0;
    var text = start < end ? new String(bytes, start, end - start, StandardCharsets.UTF_8) : "";
    return new Read(text, begin + end, restarted);
  }

  private static int lastBreak(byte[] bytes) {
    int at = bytes.length - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  private static int firstBreak(byte[] bytes) {
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return bytes.length;
  }
}
