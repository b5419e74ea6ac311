package dev.cairn.edge;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;

/** Answers of one connection to an application. Interim ones end with the edge. */
final class ResponseReader extends MessageReader {
  private static final DefaultHttpHeadersFactory FIELDS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);
  private static final int VERSION = "HTTP/1.x".length();
  private static final int STATUS = VERSION + " 200".length();
  private static final int SWITCHING = 101;

  private boolean toHead;
  private boolean untilClose;

  ResponseReader() {
    super(Limits.FIRST_LINE, Limits.HEADERS, Limits.FIELDS);
  }

  /** The next answer is one to such a request, which for HEAD has no body. */
  void expect(boolean head) {
    toHead = head;
    untilClose = false;
  }

  /** Whether the answer that was read last ends, or ended, with its connection. */
  boolean isUntilClose() {
    return untilClose;
  }

  @Override
  HttpMessage start(Line line) throws Refusal {
    boolean complete =
        line.length() == STATUS || (line.length() > STATUS && line.at(STATUS) == ' ');
    if (!complete || line.at(VERSION) != ' ' || !line.isValue(0, line.length())) {
      throw Refusal.of("the first line is no status");
    }
    var version =
        switch (line.text(0, VERSION)) {
          case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
          case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
          default -> throw Refusal.of("the version is not one of HTTP/1");
        };
    return new DefaultHttpResponse(version, status(line), FIELDS);
  }

  private static HttpResponseStatus status(Line line) throws Refusal {
    int code = 0;
    for (int i = VERSION + 1; i < STATUS; i++) {
      if (line.at(i) < '0' || line.at(i) > '9') {
        throw Refusal.of("the status is no number");
      }
      code = code * 10 + line.at(i) - '0';
    }
    if (code < 100) {
      throw Refusal.of("there is no such status");
    }
    var known = HttpResponseStatus.valueOf(code);
    var reason = line.length() > STATUS ? line.text(STATUS + 1, line.length()) : "";
    return known.reasonPhrase().equals(reason) ? known : new HttpResponseStatus(code, reason);
  }

  @Override
  boolean isInterim(HttpMessage head) {
    var status = ((HttpResponse) head).status();
    return status.codeClass() == HttpStatusClass.INFORMATIONAL && status.code() != SWITCHING;
  }

  @Override
  long length(HttpMessage head) throws Refusal {
    int status = ((HttpResponse) head).status().code();
    if (toHead || status == SWITCHING || status == 204 || status == 304) {
      return 0;
    }
    var codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw Refusal.of("the transfer coding is not known");
      }
      head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      return CHUNKED;
    }
    var lengths = head.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (lengths.isEmpty()) {
      untilClose = true;
      return UNTIL_CLOSE;
    }
    var said = lengths.getFirst();
    if (!isLength(said) || !lengths.stream().allMatch(said::equals)) {
      throw Refusal.of("the Content-Length is not one number");
    }
    if (lengths.size() > 1) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, said);
    }
    return Long.parseLong(said);
  }

  @Override
  boolean isLenient() {
    return true;
  }
}
