package dev.cairn.web;

import java.util.HashMap;
import java.util.Map;

/**
 * What users have of the server at a time: requests that are served, and the bytes of their bodies,
 * of which reading them makes a multiple. One user has a part of it at most, and the last tenth is
 * for users who have hardly any of it: so that few keep nobody else out, by streams that are
 * followed or by files that do not end.
 */
final class Shares {
  static final int MOST_REQUESTS = 400;
  static final int MOST_REQUESTS_OF_A_USER = 100;
  static final long MOST_BYTES = 4L * WebServer.MOST_BODY;
  static final long MOST_BYTES_OF_A_USER = 2L * WebServer.MOST_BODY;

  private record Share(int requests, long bytes) {
    static final Share NONE = new Share(0, 0);
    static final Share WHOLE = new Share(MOST_REQUESTS, MOST_BYTES);
    static final Share OF_MANY = WHOLE.times(9, 10);
    static final Share OF_A_USER = new Share(MOST_REQUESTS_OF_A_USER, MOST_BYTES_OF_A_USER);

    /** Who has no more with the next one finds room for longer. */
    static final Share SMALL = WHOLE.times(1, 100);

    Share plus(int requests, long bytes) {
      return new Share(this.requests + requests, this.bytes + bytes);
    }

    Share times(int factor, int divisor) {
      return new Share(requests * factor / divisor, bytes * factor / divisor);
    }

    boolean isWithin(Share most) {
      return requests <= most.requests && bytes <= most.bytes;
    }
  }

  private final Map<String, Share> ofUsers = new HashMap<>();
  private Share all = Share.NONE;

  /** Whether there is room for it; then it is taken until {@link #giveBack}. */
  synchronized boolean take(String user, long bytes) {
    var of = ofUsers.getOrDefault(user, Share.NONE).plus(1, bytes);
    var together = all.plus(1, bytes);
    var most = of.isWithin(Share.SMALL) ? Share.WHOLE : Share.OF_MANY;
    if (!of.isWithin(Share.OF_A_USER) || !together.isWithin(most)) {
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
