package dev.cairn.web;

import java.util.HashMap;
import java.util.Map;

/**
 * What users have of the server at a time: requests that are served, and the bytes of their bodies,
 * of which reading them makes a multiple. One user has a part of it at most, so that none keeps the
 * others out, by streams that are followed or by files that do not end.
 */
final class Shares {
  static final int MOST_REQUESTS = 400;
  static final int MOST_REQUESTS_OF_A_USER = 100;
  static final long MOST_BYTES = 4L * WebServer.MOST_BODY;
  static final long MOST_BYTES_OF_A_USER = 2L * WebServer.MOST_BODY;

  private record Share(int requests, long bytes) {
    static final Share NONE = new Share(0, 0);

    Share plus(int requests, long bytes) {
      return new Share(this.requests + requests, this.bytes + bytes);
    }

    boolean isWithin(int mostRequests, long mostBytes) {
      return requests <= mostRequests && bytes <= mostBytes;
    }
  }

  private final Map<String, Share> ofUsers = new HashMap<>();
  private Share all = Share.NONE;

  /** Whether there is room for it; then it is taken until {@link #giveBack}. */
  synchronized boolean take(String user, long bytes) {
    var of = ofUsers.getOrDefault(user, Share.NONE).plus(1, bytes);
    var together = all.plus(1, bytes);
    if (!of.isWithin(MOST_REQUESTS_OF_A_USER, MOST_BYTES_OF_A_USER)
        || !together.isWithin(MOST_REQUESTS, MOST_BYTES)) {
      return false;
    }
    ofUsers.put(user, of);
    all = together;
    return true;
  }

  synchronized void giveBack(String user, long bytes) {
    all = all.plus(-1, -bytes);
    ofUsers.computeIfPresent(
        user,
        (name, share) -> {
          var left = share.plus(-1, -bytes);
          return left.requests() == 0 ? null : left;
        });
  }
}
