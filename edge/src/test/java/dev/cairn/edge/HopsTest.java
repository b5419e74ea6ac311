package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopsTest {
  private static String forwarded(String peer, String scheme, String... fields) {
    var headers = new DefaultHttpHeaders();
    headers.set("host", "notes.example.com");
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    Forwarded.request(headers, peer, scheme);
    assertThat(headers.getAll("forwarded")).hasSize(1);
    return headers.get("forwarded");
  }

  @Test
  void whoAsksIsSaidByBothHeaders() {
    assertThat(forwarded("192.0.2.1", "https"))
        .isEqualTo("for=192.0.2.1;host=notes.example.com;proto=https");
    assertThat(forwarded("2001:db8:0:0:0:0:0:1%3", "http"))
        .isEqualTo("for=\"[2001:db8:0:0:0:0:0:1]\";host=notes.example.com;proto=http");
  }

  @Test
  void whatAStrangerSaysIsReplaced() {
    assertThat(
            forwarded(
                "192.0.2.1", "http", "forwarded", "for=127.0.0.1", "x-forwarded-for", "9.9.9.9"))
        .isEqualTo("for=192.0.2.1;host=notes.example.com;proto=http");
  }

  @Test
  void whatAProxyOnThisMachineSaysIsBelieved() {
    assertThat(forwarded("127.0.0.1", "http", "forwarded", "for=9.9.9.9;proto=https"))
        .isEqualTo("for=9.9.9.9;proto=https, for=127.0.0.1");
    assertThat(
            forwarded(
                "127.0.0.1",
                "http",
                "x-forwarded-for",
                "1.1.1.1, 2001:db8::9",
                "x-forwarded-proto",
                "https",
                "x-forwarded-host",
                "a:80\"\\"))
        .isEqualTo(
            "for=1.1.1.1;host=\"a:80\\\"\\\\\";proto=https, for=\"[2001:db8::9]\", for=127.0.0.1");
  }

  /** As a proxy does that knows X-Forwarded-For alone. */
  @Test
  void whatAProxyHandedOnUnseenIsNotBelieved() {
    assertThat(
            forwarded(
                "127.0.0.1", "http", "forwarded", "for=127.0.0.1", "x-forwarded-for", "9.9.9.9"))
        .isEqualTo("for=9.9.9.9;host=notes.example.com;proto=http, for=127.0.0.1");
    assertThat(
            forwarded(
                "127.0.0.1", "http", "forwarded", "for=9.9.9.9;by=a", "x-forwarded-for", "9.9.9.9"))
        .isEqualTo("for=9.9.9.9;by=a, for=127.0.0.1");
  }

  @Test
  void theLastClientIsFoundWhateverStandsInQuotes() {
    assertThat(Hops.lastClient("for=a, For=\"[2001:db8::1]:80\";proto=http"))
        .contains("2001:db8::1");
    assertThat(Hops.lastClient("for=a;host=\", for=b\\\", for=c\"")).contains("a");
    for (var none : List.of("", "proto=http", "for=", "for=a,")) {
      assertThat(Hops.lastClient(none)).as(none).isEmpty();
    }
    var headers = new DefaultHttpHeaders();
    headers.set("forwarded", "for=1.1.1.1, for=\"[2001:db8::1]\"");
    assertThat(Forwarded.client(headers, "127.0.0.1")).contains("2001:db8::1");
    assertThat(Forwarded.client(headers, "9.9.9.9")).contains("9.9.9.9");
  }
}
