package dev.cairn.provider.local.docker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The messages of an engine's log stream, each whole: a byte that names the stream, three of
 * nothing, four with the length, then the text. One message is one line with its end, or a piece of
 * a line without: Docker cuts at 16 KiB, Podman wherever the application paused, so only this says
 * where a piece begins. See docs.docker.com/reference/api/engine, "Stream format".
 */
final class LogMessages {
  /** Far above what any engine sends. */
  private static final int LONGEST = 1024 * 1024;

  private LogMessages() {}

  /** The next one; empty at the end. */
  static Optional<String> read(InputStream body) throws IOException {
    if (body.read() < 0) {
      return Optional.empty();
    }
    var data = new DataInputStream(body);
    data.readNBytes(3);
    try {
      int length = data.readInt();
      if (length < 0 || length > LONGEST) {
        throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes");
      }
      return Optional.of(new String(data.readNBytes(length), StandardCharsets.UTF_8));
    } catch (EOFException cutOff) {
      return Optional.empty();
    }
  }
}
