package dev.cairn.web.api;

import dev.cairn.core.LogSource;
import dev.cairn.web.ClientStream;
import dev.cairn.web.LogPosition;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a log, and what is added to it while the client listens. What a log was before it was
 * put aside as {@code .1} is read on there; where its older part was given back to the file system,
 * which reads as nothing but NUL, it begins behind that.
 */
final class LogFile {
  private static final int LINES = 200;
  private static final int MOST_LINES = 100_000;
  private static final int CHUNK = 16 * 1024;
  private static final int LOOK_MILLIS = 200;

  private final LogSource file;
  private final LogSource aside;
  private final ClientStream client;
  private LogPosition position = LogPosition.START;

  private LogFile(LogSource file, ClientStream client) {
    this.file = file;
    this.aside = file.former();
    this.client = client;
  }

  static Answer answer(Path file, ApiRequest request) {
    return answer(LogSource.of(file), request);
  }

  static Answer answer(LogSource file, ApiRequest request) {
    int lines = request.number("lines", LINES, MOST_LINES);
    boolean follow = request.flag("follow", false);
    return new Answer.Stream(
        "text/plain; charset=utf-8", client -> new LogFile(file, client).write(lines, follow));
  }

  private void write(int lines, boolean follow) throws IOException {
    var end = startOfLast(file, lines);
    if (end.missing() > 0) {
      position = new LogPosition("", startOfLast(aside, end.missing()).at());
      copy(aside);
    }
    position = new LogPosition("", end.at());
    copy(file);
    while (follow && !client.hasGone() && goesOn()) {
      if (isAside()) {
        copy(aside);
      }
      copy(file);
    }
  }

  /** Whether what was read stands aside: another file took its place, or none has yet. */
  private boolean isAside() throws IOException {
    var put = position.in(aside);
    return position.in(file).map(LogPosition.Next::restarted).orElse(true)
        && put.isPresent()
        && !put.get().restarted()
        && !position.file().isEmpty();
  }

  /**
   * Where the last lines of a log begin.
   *
   * @param missing how many lines fewer it has
   */
  private record Start(long at, int missing) {}

  /** Reads backwards. */
  private static Start startOfLast(LogSource log, int lines) throws IOException {
    try (var in = log.open()) {
      long end = in.size();
      if (lines == 0) {
        return new Start(end, 0);
      }
      var chunk = new byte[CHUNK];
      int found = 0;
      long at = end;
      while (at > 0) {
        int size = (int) Math.min(CHUNK, at);
        at -= size;
        readFully(in, at, ByteBuffer.wrap(chunk, 0, size));
        if (isNothing(chunk, size)) {
          return new Start(firstWord(in, at + size, end), 0);
        }
        for (int i = size - 1; i >= 0; i--) {
          // The end of the last line begins no other.
          if (chunk[i] == '\n' && at + i != end - 1 && ++found == lines) {
            return new Start(at + i + 1, 0);
          }
        }
      }
      return new Start(0, lines - found - (end > 0 ? 1 : 0));
    } catch (NoSuchFileException none) {
      return new Start(0, lines);
    }
  }

  private static void readFully(SeekableByteChannel in, long at, ByteBuffer bytes)
      throws IOException {
    in.position(at);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw new EOFException("the log was cut while it was read");
      }
    }
  }

  private static boolean isNothing(byte[] chunk, int size) {
    for (int i = 0; i < size; i++) {
      if (chunk[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Behind what was given back. */
  private static long firstWord(SeekableByteChannel in, long from, long end) throws IOException {
    var chunk = new byte[(int) Math.min(CHUNK, end - from)];
    readFully(in, from, ByteBuffer.wrap(chunk));
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] != 0) {
        return from + i;
      }
    }
    return from + chunk.length;
  }

  private void copy(LogSource log) throws IOException {
    var next = position.in(log);
    if (next.isEmpty()) {
      return;
    }
    position = next.get().position();
    if (next.get().size() == position.at()) {
      return;
    }
    try (var in = log.open()) {
      in.position(position.at());
      var chunk = ByteBuffer.allocate(CHUNK);
      // By its size: to read what is no file would wait.
      while (position.at() < in.size() && in.read(chunk) > 0) {
        client.write(Arrays.copyOf(chunk.array(), chunk.position()));
        position = position.plus(chunk.position());
        chunk.clear();
      }
    } catch (NoSuchFileException gone) {
      return; // put aside a moment ago, and looked for there next
    }
  }

  /** Looks again after a moment; false where the server stops. */
  private static boolean goesOn() {
    try {
      return !new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
