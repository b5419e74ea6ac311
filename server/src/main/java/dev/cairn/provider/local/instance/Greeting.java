package dev.cairn.provider.local.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The first words with a server on loopback, before anybody logs in: one that is able to do
 * anything says something, if only that it takes nobody just now. No secret is said.
 */
public final class Greeting {
  /** What became of it. */
  public enum Answer {
    /** It said something. */
    SAID,
    /** Nobody listens, or it hung up. */
    NOBODY,
    /** The kernel took the connection, or holds it back, and nothing came. */
    SILENCE
  }

  private Greeting() {}

  /**
   * Says it, and waits for a byte.
   *
   * @param hello what the client says first; nothing where the server speaks first
   * @param patience for the connection, and again for the first byte
   */
  public static Answer of(int port, byte[] hello, Duration patience) {
    int millis = (int) patience.toMillis();
    try (var socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), millis);
      socket.getOutputStream().write(hello);
      return socket.getInputStream().read() >= 0 ? Answer.SAID : Answer.NOBODY;
    } catch (SocketTimeoutException silence) {
      return Answer.SILENCE;
    } catch (IOException refused) {
      return Answer.NOBODY;
    }
  }
}
