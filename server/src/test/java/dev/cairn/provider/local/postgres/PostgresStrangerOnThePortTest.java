package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.provider.local.instance.StrangerOnThePortContract;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresStrangerOnThePortTest extends StrangerOnThePortContract {
  private static final int SSL_REQUEST = 80_877_103;

  PostgresStrangerOnThePortTest() throws IOException {}

  @Test
  void postgresThatAsksForThePasswordInClearHearsNone() throws IOException {
    listen(
        client -> {
          var in = new DataInputStream(client.getInputStream());
          int length = in.readInt();
          var first = in.readNBytes(length - 4);
          if (ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
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
          if (ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
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
}
