package dev.cairn.edge;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of all stages, each of which holds memory. Connections on which no request has
 * arrived anybody can open: where there are too many the one that has waited longest is closed, and
 * none waits for ever. Of requests that are served a stage has its share, and the next one is
 * refused: no stage's clients stop another's. Only used on the event loop.
 */
final class Crowd {
  private static final Logger log = LoggerFactory.getLogger(Crowd.class);

  /** Below this many bytes a second, on the average since it began, a body is not meant. */
  private static final long SLOWEST_BODY = 64;

  private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

  /** Those that have had a request, and how many of theirs are not answered. */
  private final Map<HttpConnection, Integer> served = new HashMap<>();

  private final Map<Visit, String> visits = new LinkedHashMap<>();
  private final Places requests = new Places(Limits.REQUESTS, Limits.REQUESTS_OF_A_STAGE);
  private final Places upgraded = new Places(Limits.UPGRADED, Limits.UPGRADED_OF_A_STAGE);
  private boolean full;

  private final Duration arrival;
  private final int mostWaiting;

  /**
   * @param arrival for the head of the first request
   */
  Crowd(Duration arrival, int mostWaiting) {
    this.arrival = arrival;
    this.mostWaiting = mostWaiting;
  }

  /** A connection that was opened; and, by {@link #answered}, one on which another may come. */
  void waits(HttpConnection connection) {
    waiting.remove(connection);
    waiting.put(connection, System.nanoTime());
    if (waiting.size() > mostWaiting) {
      end(waiting.keySet().iterator().next());
    }
  }

  /** The head of a request is there. */
  void arrived(HttpConnection connection) {
    waiting.remove(connection);
    served.merge(connection, 1, Integer::sum);
  }

  /** A request of its is answered. One sent ahead may have arrived before this is told. */
  void answered(HttpConnection connection) {
    Optional.ofNullable(served.computeIfPresent(connection, (c, n) -> n - 1))
        .filter(unanswered -> unanswered == 0)
        .ifPresent(none -> waits(connection));
  }

  void gone(HttpConnection connection) {
    waiting.remove(connection);
    served.remove(connection);
  }

  /** Whether that stage's next request finds room; then it counts until {@link #left}. */
  boolean enter(Visit visit) {
    var stage = visit.stage();
    if (!requests.take(stage)) {
      if (!full) {
        full = true;
        log.warn("{}: {} requests are served at a time: no more", stage, requests.of(stage));
      }
      return false;
    }
    visits.put(visit, stage);
    return true;
  }

  void left(Visit visit) {
    Optional.ofNullable(visits.remove(visit)).ifPresent(requests::giveBack);
    full &= visits.size() > Limits.REQUESTS_OF_A_STAGE / 2;
  }

  /**
   * As {@link #enter}, for a request that is to become something else than HTTP; then it also
   * counts among those, until {@link #leftUpgraded}.
   */
  boolean enterToUpgrade(Visit visit) {
    var stage = visit.stage();
    if (!upgraded.take(stage)) {
      return false;
    }
    if (!enter(visit)) {
      upgraded.giveBack(stage);
      return false;
    }
    return true;
  }

  void leftUpgraded(String stage) {
    upgraded.giveBack(stage);
  }

  /** Ends what drips: heads, and bodies. */
  void look() {
    long now = System.nanoTime();
    var overdue =
        waiting.entrySet().stream()
            .filter(each -> now - each.getValue() > longest(each.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    overdue.forEach(this::end);
    List.copyOf(visits.keySet()).stream().filter(Crowd::drips).forEach(Visit::cutOff);
  }

  /** One that has had a request may rest, as browsers and proxies let it. */
  private long longest(HttpConnection connection) {
    return served.containsKey(connection) ? Limits.IDLE.toNanos() : arrival.toNanos();
  }

  private static boolean drips(Visit visit) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(visit.age());
    return Visit.hasBody(visit.request())
        && !visit.request().isEnded()
        && seconds > Limits.BODY_GRACE.toSeconds()
        && visit.request().bytesRead() < seconds * SLOWEST_BODY;
  }

  private void end(HttpConnection connection) {
    gone(connection);
    connection.close();
  }
}
