package dev.cairn.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One request as it is written down: what it asked for without its query, which may hold what is
 * nobody else's, and what came of it.
 */
final class AccessLine {
  private static final int LONGEST = 1000;
  private static final int LONGEST_AGENT = 200;

  private AccessLine() {}

  /**
   * @param client who asked
   */
  static String of(Exchange exchange, String client) {
    var request = exchange.request();
    var line = new LinkedHashMap<String, Object>();
    line.put("at", begin(exchange).toString());
    line.put("client", shortened(client, LONGEST_AGENT));
    line.put("host", shortened(Target.host(request), LONGEST_AGENT));
    line.put("method", shortened(request.method().name(), LONGEST_AGENT));
    line.put("path", shortened(request.uri().split("\\?", 2)[0], LONGEST));
    line.put("status", exchange.status());
    line.put("bytes", exchange.answeredBytes());
    line.put("millis", TimeUnit.NANOSECONDS.toMillis(exchange.age()));
    line.put("scheme", exchange.scheme());
    exchange
        .header(HttpHeaderNames.USER_AGENT)
        .ifPresent(agent -> line.put("agent", shortened(agent, LONGEST_AGENT)));
    return Json.write(line);
  }

  private static Instant begin(Exchange exchange) {
    return Instant.now().minusNanos(exchange.age()).truncatedTo(ChronoUnit.MILLIS);
  }

  /** In ASCII that can be seen: strangers write what somebody reads in a terminal. */
  private static String shortened(String text, int longest) {
    var some = text.length() > longest ? text.substring(0, longest) : text;
    return some.replaceAll("[^ -~]", "?");
  }
}
