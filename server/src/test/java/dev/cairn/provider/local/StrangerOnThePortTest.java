package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Sensitive;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever takes the port of an instance that is away asks Cairn for the administrator's password,
 * in clear, as the protocols let a server do.
 */
class StrangerOnThePortTest {
  private static final String SECRET = "the-administrators-own";
  private static final int SSL_REQUEST = 80_877_103;

  @TempDir Path directory;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ServerSocket stranger;

  /** What a stranger says to one who connects. */
  private interface Talk {
    void with(Socket client) throws IOException;
  }

  StrangerOnThePortTest() throws IOException {
    stranger = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  private void listen(Talk talk) {
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

  private void hear(Socket client) throws IOException {
    var in = client.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      synchronized (heard) {
        heard.write(next);
      }
    }
  }

  private String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(directory.resolve("tls"), Clock.systemUTC());
  }

  private Administrator administrator() {
    return new Administrator(
        stranger.getLocalPort(),
        Sensitive.of(SECRET),
        new CertificateFiles(authority()).authority());
  }

  @Test
  void postgresThatAsksForThePasswordInClearHearsNone() throws IOException {
    listen(
        client -> {
          var in = new DataInputStream(client.getInputStream());
          int length = in.readInt();
          var first = in.readNBytes(length - 4);
          if (java.nio.ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
            client.getOutputStream().write('N');
            in.readNBytes(in.readInt() - 4);
          }
          client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
          hear(client);
        });
    assertThatThrownBy(() -> PostgresSession.administer(administrator(), List.of("SELECT 1")))
        .isInstanceOf(SQLException.class);
    assertThat(heard()).doesNotContain(SECRET);
  }

  /** It would be believed, and told whatever Cairn asks of its databases. */
  @Test
  void postgresThatAsksForNoPasswordIsNotBelieved() throws IOException {
    listen(
        client -> {
          var in = new DataInputStream(client.getInputStream());
          int length = in.readInt();
          var first = in.readNBytes(length - 4);
          if (java.nio.ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
            client.getOutputStream().write('N');
            in.readNBytes(in.readInt() - 4);
          }
          client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0});
          client.getOutputStream().write(new byte[] {'Z', 0, 0, 0, 5, 'I'});
          hear(client);
        });
    assertThatThrownBy(() -> PostgresSession.administer(administrator(), List.of("SELECT 'told'")))
        .isInstanceOf(SQLException.class);
    assertThat(heard()).doesNotContain("told");
  }

  @Test
  void redisHearsNone() throws IOException {
    listen(this::hear);
    assertThatThrownBy(
            () -> RedisSession.administrator(administrator(), Duration.ofSeconds(1)).close())
        .isInstanceOf(RedisFailure.class);
    assertThat(heard()).isNotEmpty().doesNotContain(SECRET);
  }

  @Test
  void mysqlThatAsksForThePasswordInClearHearsNone() throws IOException {
    listen(
        client -> {
          client.getOutputStream().write(greeting());
          hear(client);
        });
    assertThatThrownBy(
            () ->
                MySqlSession.administer(stranger.getLocalPort(), Sensitive.of(SECRET), authority())
                    .close())
        .isInstanceOf(SQLException.class);
    assertThat(heard()).doesNotContain(SECRET);
  }

  /** Of a server without TLS that wants {@code mysql_clear_password}. */
  private static byte[] greeting() {
    var text = new ByteArrayOutputStream();
    text.write(10);
    text.writeBytes("8.4.0\0".getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(new byte[] {1, 0, 0, 0});
    text.writeBytes("abcdefgh\0".getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(new byte[] {(byte) 0xff, (byte) 0xf7, 45, 2, 0, (byte) 0xff, (byte) 0xdf, 21});
    text.writeBytes(new byte[10]);
    text.writeBytes("ijklmnopqrst\0mysql_clear_password\0".getBytes(StandardCharsets.US_ASCII));
    var packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {(byte) text.size(), 0, 0, 0});
    packet.writeBytes(text.toByteArray());
    return packet.toByteArray();
  }
}
