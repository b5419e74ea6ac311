package dev.cairn.web.aws;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it came over the wire.
 *
 * @param target path and query, undecoded
 * @param headers by name in lower case, each with its values in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignedRequest(String method, String target, Map<String, List<String>> headers, byte[] body) {

  /** Bytes; twenty names of secrets are the most that anybody has to send. */
  static final int MOST_BODY = 64 * 1024;

  /** Reads the body too; empty where that is too large. */
  static Optional<SignedRequest> of(Context context) throws IOException {
    var servlet = context.req();
    var body = servlet.getInputStream().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      return Optional.empty();
    }
    var headers = new TreeMap<String, List<String>>();
    for (var name : Collections.list(servlet.getHeaderNames())) {
      headers
          .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
          .addAll(Collections.list(servlet.getHeaders(name)));
    }
    var query = Optional.ofNullable(servlet.getQueryString()).map(text -> "?" + text).orElse("");
    return Optional.of(
        new SignedRequest(servlet.getMethod(), servlet.getRequestURI() + query, headers, body));
  }

  /** The value of a header that is there once. */
  Optional<String> header(String name) {
    var values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst().strip()) : Optional.empty();
  }
}
