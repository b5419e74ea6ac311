package dev.cairn.edge;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Heads of HTTP/2 as those of HTTP/1, and back. What the one can say and the other cannot is how
 * requests are smuggled, so a head is refused that would not be read as the same by {@link
 * RequestReader}. Pure.
 */
final class Http2Head {
  private static final DefaultHttpHeadersFactory FIELDS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  /** RFC 9113 §8.2.2: these speak of a connection of HTTP/1. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private Http2Head() {}

  /**
   * @param whole whether no body comes behind it
   */
  static HttpRequest request(Http2Headers head, boolean whole) throws Refusal {
    var method = one(head, ":method");
    if (!isToken(method, true)) {
      throw Refusal.of("its method is none");
    }
    if (method.equals(HttpMethod.CONNECT.name())) {
      throw new Refusal(Answer.unknownMethod());
    }
    if (!one(head, ":scheme").equals("https")) {
      throw Refusal.of("its scheme is not that of this port");
    }
    var request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), path(head, method), FIELDS);
    copy(head, request.headers());
    setHost(head, request.headers());
    setLength(request.headers(), whole);
    Target.check(request);
    return request;
  }

  private static String one(Http2Headers head, String name) throws Refusal {
    var said = head.getAll(new AsciiString(name));
    if (said.size() != 1) {
      throw Refusal.of("it has not one " + name);
    }
    return said.getFirst().toString();
  }

  private static String path(Http2Headers head, String method) throws Refusal {
    var path = one(head, ":path");
    if (path.length() > Limits.FIRST_LINE - method.length()) {
      throw new Refusal(Answer.tooLongLine());
    }
    boolean isPath = path.startsWith("/") || (path.equals("*") && method.equals("OPTIONS"));
    if (!isPath || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw Refusal.of("its path is none");
    }
    return path;
  }

  private static void copy(Http2Headers head, HttpHeaders fields) throws Refusal {
    if (head.size() > Limits.FIELDS) {
      throw new Refusal(Answer.tooLongHead());
    }
    var cookies = new StringBuilder();
    for (var field : head) {
      var name = field.getKey().toString();
      var value = field.getValue().toString();
      if (name.startsWith(":")) {
        checkPseudo(name);
      } else {
        check(name, value);
        if (name.equals("cookie")) {
          cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
        } else {
          fields.add(name, value);
        }
      }
    }
    if (!cookies.isEmpty()) {
      fields.set(HttpHeaderNames.COOKIE, cookies.toString());
    }
  }

  private static void checkPseudo(String name) throws Refusal {
    if (!PSEUDO.contains(name)) {
      throw Refusal.of("it has an unknown pseudo-header");
    }
  }

  private static void check(String name, String value) throws Refusal {
    if (!isToken(name, false)) {
      throw Refusal.of("a header field has no proper name");
    }
    if (!isValue(value)) {
      throw Refusal.of("a header field has no proper value");
    }
    if (OF_A_CONNECTION.contains(name) || (name.equals("te") && !value.equals("trailers"))) {
      throw Refusal.of("it has a header field of HTTP/1 alone");
    }
  }

  private static boolean isToken(String text, boolean capitals) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || (capitals && c >= 'A' && c <= 'Z')
                        || TOKEN.indexOf(c) >= 0);
  }

  /** As a line of HTTP/1 can have it, without space around it. */
  private static boolean isValue(String text) {
    boolean bare =
        text.isEmpty() || !(isSpace(text.charAt(0)) || isSpace(text.charAt(text.length() - 1)));
    return bare && text.chars().allMatch(c -> (c >= ' ' && c != 0x7f && c <= 0xff) || c == '\t');
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** The two ways to name it name one. */
  private static void setHost(Http2Headers head, HttpHeaders fields) throws Refusal {
    var named = head.getAll(new AsciiString(":authority"));
    if (named.size() > 1) {
      throw Refusal.of("it has not one :authority");
    }
    if (named.isEmpty()) {
      return;
    }
    var authority = named.getFirst().toString();
    if (authority.isEmpty()) {
      throw Refusal.of("its :authority is none");
    }
    if (fields.getAll(HttpHeaderNames.HOST).stream()
        .anyMatch(h -> !h.equalsIgnoreCase(authority))) {
      throw Refusal.of("its Host is not its :authority");
    }
    fields.set(HttpHeaderNames.HOST, authority);
  }

  private static void setLength(HttpHeaders fields, boolean whole) throws Refusal {
    var said = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (said.size() > 1 || !said.stream().allMatch(MessageReader::isLength)) {
      throw Refusal.of("its Content-Length is not one number");
    }
    if (whole && said.stream().anyMatch(it -> Long.parseLong(it) != 0)) {
      throw Refusal.of("its Content-Length is not its body's");
    }
    if (!whole && said.isEmpty()) {
      fields.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
    }
  }

  static Optional<Long> length(HttpRequest request) {
    return Optional.ofNullable(request.headers().get(HttpHeaderNames.CONTENT_LENGTH))
        .map(Long::parseLong);
  }

  static Http2Headers response(HttpResponse response) {
    var head = new DefaultHttp2Headers(false);
    head.status(response.status().codeAsText());
    for (var field : response.headers().entries()) {
      var name = field.getKey().toLowerCase(Locale.ROOT);
      if (!OF_A_CONNECTION.contains(name)) {
        head.add(new AsciiString(name), field.getValue());
      }
    }
    return head;
  }
}
