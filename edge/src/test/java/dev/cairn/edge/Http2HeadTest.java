package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads that HTTP/1 would read as another message. */
class Http2HeadTest {
  private static AsciiString text(String text) {
    return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Http2Headers head(String... fields) {
    var head = new DefaultHttp2Headers(false);
    head.add(text(":method"), text("POST")).add(text(":scheme"), text("https"));
    head.add(text(":path"), text("/a?b")).add(text(":authority"), text("a.example:80"));
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].startsWith("=")) {
        head.remove(text(fields[i].substring(1)));
        head.add(text(fields[i].substring(1)), text(fields[i + 1]));
      } else {
        head.add(text(fields[i]), text(fields[i + 1]));
      }
    }
    return head;
  }

  @Test
  void aHeadBecomesOneOfHttp1() throws Exception {
    var request =
        Http2Head.request(
            head("cookie", "a=1", "x", "\u00e9", "cookie", "b=2", "host", "A.example:80"), false);
    assertThat(request.uri()).isEqualTo("/a?b");
    assertThat(request.headers().entries().stream().map(Object::toString).toList())
        .containsExactlyInAnyOrder(
            "x=\u00e9", "host=a.example:80", "cookie=a=1; b=2", "transfer-encoding=chunked");
    assertThat(Http2Head.request(head("content-length", "5"), false).headers().names())
        .containsExactlyInAnyOrder("host", "content-length");
    assertThat(Http2Head.request(head(), true).headers().names()).containsExactly("host");
  }

  @Test
  void whatCouldBeReadAsTwoThingsIsRefused() {
    for (var bad :
        List.of(
            List.of("a", "b\r\nc: d"),
            List.of("a", "b\nc: d"),
            List.of("a", "b\rc"),
            List.of("a", "b\0"),
            List.of("a", " b"),
            List.of("a", "b\t"),
            List.of("a: b\r\nc", "d"),
            List.of("a:b", "d"),
            List.of("a b", "d"),
            List.of("a ", "d"),
            List.of("", "d"),
            List.of("A", "d"),
            List.of("transfer-encoding", "chunked"),
            List.of("connection", "close"),
            List.of("upgrade", "h2c"),
            List.of("keep-alive", "1"),
            List.of("proxy-connection", "close"),
            List.of("te", "gzip"),
            List.of("content-length", "1", "content-length", "2"),
            List.of("content-length", "1", "content-length", "1"),
            List.of("content-length", "+1"),
            List.of("content-length", "1, 1"),
            List.of("content-length", ""),
            List.of("content-length", "99999999999999999999"),
            List.of("host", "b.example"),
            List.of("host", "a.example:80", "host", "b"),
            List.of(":authority", "b"),
            List.of(":path", "/b"),
            List.of(":protocol", "websocket"),
            List.of(":status", "200"),
            List.of("=:path", "/a b"),
            List.of("=:path", "/ HTTP/1.1\r\nHost: b\r\n\r\n"),
            List.of("=:path", ""),
            List.of("=:path", "a"),
            List.of("=:path", "*"),
            List.of("=:path", "http://b/"),
            List.of("=:path", "/a#b"),
            List.of("=:path", "/\u00e9"),
            List.of("=:method", "GET / HTTP/1.1\r\nA: b"),
            List.of("=:method", ""),
            List.of("=:method", "CONNECT"),
            List.of("=:scheme", "http"),
            List.of("=:authority", "a b"),
            List.of("=:authority", "u@a.example"),
            List.of("=:authority", "a\r\nb: c"),
            List.of("=:authority", ""))) {
      assertThatThrownBy(() -> Http2Head.request(head(bad.toArray(String[]::new)), false))
          .as(bad.toString())
          .isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> Http2Head.request(head("content-length", "5"), true))
        .isInstanceOf(Refusal.class);
    var without = head();
    without.remove(text(":authority"));
    assertThatThrownBy(() -> Http2Head.request(without, true)).isInstanceOf(Refusal.class);
  }

  @Test
  void fieldsAreCounted() {
    var many = head();
    for (int i = 0; i <= Limits.FIELDS; i++) {
      many.add(text("a"), text("b"));
    }
    assertThatThrownBy(() -> Http2Head.request(many, true)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> Http2Head.request(head("=:path", "/" + "a".repeat(17_000)), true))
        .isInstanceOf(Refusal.class);
  }
}
