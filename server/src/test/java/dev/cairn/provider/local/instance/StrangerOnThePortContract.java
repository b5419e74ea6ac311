package dev.cairn.provider.local.instance;

import dev.cairn.core.Sensitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever takes the port of an instance that is away asks Cairn for the administrator's password,
 * in clear, as the protocols let a server do.
 */
public abstract class StrangerOnThePortContract {
  protected static final String SECRET = "the-administrators-own";

  @TempDir private Path directory;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ServerSocket stranger;

  /** What a stranger says to one who connects. */
  protected interface Talk {
    void with(Socket client) throws IOException;
  }

  protected StrangerOnThePortContract() throws IOException {
    stranger = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  protected final void listen(Talk talk) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!stranger.isClosed()) {
                try (var client = stranger.accept()) {
                  talk.with(client);
                } catch (IOException gone) {
                  // the next one
                }
              }
            });
  }

  @AfterEach
  void close() throws IOException {
    stranger.close();
  }

  protected final void hear(Socket client) throws IOException {
    var in = client.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      synchronized (heard) {
        heard.write(next);
      }
    }
  }

  protected final String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  protected final CertificateAuthority authority() {
    return new CertificateAuthority(directory.resolve("tls"), Clock.systemUTC());
  }

  protected final int port() {
    return stranger.getLocalPort();
  }

  protected final Administrator administrator() {
    return new Administrator(
        port(), Sensitive.of(SECRET), new CertificateFiles(authority()).authority());
  }
}
