package dev.cairn.web.console;

import dev.cairn.core.LogSource;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.Violation;
import dev.cairn.web.LogPosition;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** The end of a log, and what was added to it since. A file that is not there is an empty log. */
final class LogTail {
  /** Bytes; of a log that is read for the first time, this much of its end. */
  private static final int MOST = 64 * 1024;

  /** Bytes; whoever looked away for longer continues at the end. */
  private static final int MOST_BEHIND = 1024 * 1024;

  /**
   * What stands in a log behind a position.
   *
   * @param position where the next read begins
   * @param restarted what was shown before is of another file, or was cut
   * @param more the file goes on behind this, with more than a part of a character
   */
  record Read(String text, LogPosition position, boolean restarted, boolean more) {
    Read behind(String older) {
      return new Read(older + text, position, restarted, more);
    }
  }

  private static final Read NOTHING = new Read("", LogPosition.START, false, false);

  private LogTail() {}

  static LogView view(String title, Optional<LogSource> file, String href) {
    var read = read(file, Optional.empty());
    return new LogView(title, read.text(), read.position().toString(), href);
  }

  /** Answers a page that follows the log. */
  static void answer(Context ctx, Optional<LogSource> file) {
    var read = read(file, Optional.ofNullable(ctx.queryParam("from")).map(LogTail::position));
    ctx.header("X-Log-Position", read.position().toString());
    ctx.header("X-Log-Restarted", Boolean.toString(read.restarted()));
    ctx.header("X-Log-More", Boolean.toString(read.more()));
    ctx.header("Cache-Control", "no-store");
    ctx.contentType("text/plain; charset=utf-8").result(read.text());
  }

  private static LogPosition position(String text) {
    return LogPosition.parse(text)
        .orElseThrow(
            () ->
                Problem.invalid(
                        "invalid-parameter",
                        "\"" + text + "\" is no position in a log.",
                        "Open the log's page again.")
                    .withViolations(List.of(new Violation("from", "a position in the log")))
                    .toException());
  }

  static Read read(Optional<LogSource> file, Optional<LogPosition> from) {
    if (file.isEmpty()) {
      return NOTHING;
    }
    try {
      var next = from.orElse(LogPosition.START).in(file.get());
      if (next.isEmpty()) {
        return NOTHING;
      }
      var read = read(file.get(), next.get(), from.isPresent());
      long room = MOST - next.get().size();
      return from.isPresent() || room <= 0 ? read : read.behind(before(file.get(), (int) room));
    } catch (IOException e) {
      throw Problem.failed(
              "log-unreadable",
              "The log could not be read: " + Sentence.because(e),
              "Look at the file on the machine that runs Cairn.")
          .toException(e);
    }
  }

  /** The end of what the log was before that was put aside. */
  private static String before(LogSource file, int room) throws IOException {
    try (var log = file.former().open()) {
      long length = log.size();
      var bytes = bytes(log, Math.max(0, length - room), room);
      int start = bytes.length < length ? firstBreak(bytes) + 1 : 0;
      return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }

  private static Read read(LogSource file, LogPosition.Next next, boolean follows)
      throws IOException {
    long behind = next.size() - next.position().at();
    boolean atEnd = behind > (follows ? MOST_BEHIND : MOST);
    long skipped = atEnd ? behind - MOST : 0;
    var begin = next.position().plus(skipped);
    try (var log = file.open()) {
      var bytes = bytes(log, begin.at(), MOST);
      int start = atEnd ? firstBreak(bytes) + 1 : 0;
      int end = wholeCharacters(bytes);
      var text = new String(bytes, start, Math.max(0, end - start), StandardCharsets.UTF_8);
      var mark = atEnd && follows ? "… " + (skipped + start) + " bytes left out …\n" : "";
      boolean more = end > 0 && begin.at() + end < next.size();
      return new Read(mark + text, begin.plus(end), next.restarted(), more);
    }
  }

  /** What is there by its size: to read what is no file would wait. */
  private static byte[] bytes(SeekableByteChannel log, long at, int most) throws IOException {
    var bytes = ByteBuffer.allocate((int) Math.min(most, Math.max(0, log.size() - at)));
    log.position(at);
    while (bytes.hasRemaining()) {
      if (log.read(bytes) < 0) {
        throw new EOFException("it was cut while it was read");
      }
    }
    return bytes.array();
  }

  private static int firstBreak(byte[] bytes) {
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** How many bytes there are without those of a last character that is not there in full. */
  private static int wholeCharacters(byte[] bytes) {
    int at = bytes.length - 1;
    while (at >= 0 && at > bytes.length - 4 && (bytes[at] & 0xC0) == 0x80) {
      at--;
    }
    if (at < 0 || (bytes[at] & 0xC0) != 0xC0) {
      return bytes.length;
    }
    int first = bytes[at] & 0xFF;
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    return at + length > bytes.length ? at : bytes.length;
  }
}
