package dev.cairn.web.api;

import dev.cairn.web.ClientStream;
import dev.cairn.web.LogPosition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a log, and what is added to it while the client listens. */
final class LogFile {
  private static final int LINES = 200;
  private static final int MOST_LINES = 100_000;
  private static final int CHUNK = 16 * 1024;
  private static final int LOOK_MILLIS = 200;

  private final Path file;
  private final ClientStream client;
  private LogPosition position = LogPosition.START;

  private LogFile(Path file, ClientStream client) {
    this.file = file;
    this.client = client;
  }

  static Answer answer(Path file, ApiRequest request) {
    int lines = request.number("lines", LINES, MOST_LINES);
    boolean follow = request.flag("follow", false);
    return new Answer.Stream(
        "text/plain; charset=utf-8", client -> new LogFile(file, client).write(lines, follow));
  }

  private void write(int lines, boolean follow) throws IOException {
    position = new LogPosition("", startOfLast(lines));
    copy();
    while (follow && !client.hasGone() && goesOn()) {
      copy();
    }
  }

  /** Where the last lines begin; reads backwards. */
  private long startOfLast(int lines) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long end = in.length();
      if (lines == 0) {
        return end;
      }
      var chunk = new byte[CHUNK];
      int found = 0;
      long at = end;
      while (at > 0) {
        int size = (int) Math.min(CHUNK, at);
        at -= size;
        in.seek(at);
        in.readFully(chunk, 0, size);
        for (int i = size - 1; i >= 0; i--) {
          // The end of the last line begins no other.
          if (chunk[i] == '\n' && at + i != end - 1 && ++found == lines) {
            return at + i + 1;
          }
        }
      }
      return 0;
    }
  }

  private void copy() throws IOException {
    var next = position.in(file);
    if (next.isEmpty()) {
      return;
    }
    position = next.get().position();
    if (next.get().size() == position.at()) {
      return;
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position.at());
      var chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
        client.write(Arrays.copyOf(chunk, read));
        position = position.plus(read);
      }
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
