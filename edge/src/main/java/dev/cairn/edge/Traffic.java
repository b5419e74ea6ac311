package dev.cairn.edge;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on its way to which upstream, and which upstreams accept no connection. For any thread.
 */
final class Traffic {
  private static final Logger log = LoggerFactory.getLogger(Traffic.class);

  private final Map<Upstream, Integer> requests = new ConcurrentHashMap<>();
  private final Map<Upstream, Integer> upgraded = new ConcurrentHashMap<>();
  private final Set<Upstream> unreachable = ConcurrentHashMap.newKeySet();

  void enter(Upstream upstream) {
    requests.merge(upstream, 1, Integer::sum);
  }

  void leave(Upstream upstream) {
    requests.computeIfPresent(upstream, (u, n) -> n == 1 ? null : n - 1);
  }

  void enterUpgraded(Upstream upstream) {
    upgraded.merge(upstream, 1, Integer::sum);
  }

  void leaveUpgraded(Upstream upstream) {
    upgraded.computeIfPresent(upstream, (u, n) -> n == 1 ? null : n - 1);
  }

  /** Logs the first failure of a row only: a log line for each request would drown the reason. */
  void failed(String stage, Upstream upstream, String reason) {
    if (unreachable.add(upstream)) {
      log.warn("{}: upstream {} accepts no connection: {}", stage, upstream, reason);
    }
  }

  void connected(String stage, Upstream upstream) {
    if (!unreachable.isEmpty() && unreachable.remove(upstream)) {
      log.info("{}: upstream {} accepts connections again", stage, upstream);
    }
  }

  /** Forgets the troubles of upstreams that no route leads to any more. */
  void keepOnly(Set<Upstream> routed) {
    unreachable.retainAll(routed);
  }

  /** Requests without those that became WebSockets. */
  Map<String, Object> requestsByUpstream() {
    return byName(requests);
  }

  /** Open WebSockets and other upgraded connections. */
  Map<String, Object> upgradedByUpstream() {
    return byName(upgraded);
  }

  private static Map<String, Object> byName(Map<Upstream, Integer> counts) {
    var named = new TreeMap<String, Object>();
    counts.forEach((upstream, n) -> named.put(upstream.toString(), n));
    return named;
  }
}
