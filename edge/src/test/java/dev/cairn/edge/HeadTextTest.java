package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadTextTest {
  private static String written(String value) {
    var fields = DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", fields);
    head.headers().set("x-first", value);
    var bytes = Unpooled.buffer();
    HeadText.shared().write(head, bytes);
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void latin1IsWrittenAsItIs() {
    assertThat(written("caf\u00e9")).isEqualTo("GET / HTTP/1.1\r\nx-first: caf\u00e9\r\n\r\n");
  }

  /** The low bytes of these are CR and LF. */
  @Test
  void noOtherCharacterEndsALine() {
    assertThat(written("a\u010d\u010ax-second: b"))
        .isEqualTo("GET / HTTP/1.1\r\nx-first: a??x-second: b\r\n\r\n");
  }

  @Test
  void headLongerThanAnyBeforeFits() {
    assertThat(written("v".repeat(100_000)))
        .hasSize("GET / HTTP/1.1\r\nx-first: \r\n\r\n".length() + 100_000);
  }
}
