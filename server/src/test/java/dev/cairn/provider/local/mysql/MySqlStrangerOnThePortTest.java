package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Sensitive;
import dev.cairn.provider.local.instance.StrangerOnThePortContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MySqlStrangerOnThePortTest extends StrangerOnThePortContract {
  MySqlStrangerOnThePortTest() throws IOException {}

  @Test
  void mysqlThatAsksForThePasswordInClearHearsNone() throws IOException {
    listen(
        client -> {
          client.getOutputStream().write(greeting());
          hear(client);
        });
    assertThatThrownBy(
            () -> MySqlSession.administer(port(), Sensitive.of(SECRET), authority()).close())
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
