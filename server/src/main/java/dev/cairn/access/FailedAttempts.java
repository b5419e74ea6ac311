package dev.cairn.access;

import dev.cairn.core.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slows guessing down: after five wrong passwords for a name, or from an address, each further one
 * doubles the wait, up to a quarter of an hour. Who asks many times at once gains nothing: a try
 * counts from its beginning. Held in memory, the newest thousand; a restart forgets them.
 */
final class FailedAttempts {
  private static final int FREE = 5;
  private static final int MOST_KEPT = 1000;
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private record Failures(int count, Instant until) {}

  private final Clock clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_KEPT;
        }
      };

  FailedAttempts(Clock clock) {
    this.clock = clock;
  }

  /** Before the password is looked at, which takes a while: counts as wrong until it was right. */
  synchronized void begin(String name, String address) {
    var now = clock.instant();
    for (var key : List.of("name " + name, "address " + address)) {
      var found = failures.get(key);
      if (found != null && now.isBefore(found.until())) {
        var wait = Duration.between(now, found.until()).toSeconds() + 1;
        throw new Problem(
                Problem.Kind.TOO_MANY,
                "too-many-attempts",
                "There were " + found.count() + " tries without the right password.",
                "Wait " + wait + " seconds, or ask an admin for a sign-in link.",
                List.of())
            .toException();
      }
    }
    for (var key : List.of("name " + name, "address " + address)) {
      var found = failures.remove(key);
      int count = found == null ? 1 : found.count() + 1;
      failures.put(key, new Failures(count, now.plus(pause(count))));
    }
  }

  synchronized void succeeded(String name, String address) {
    failures.remove("name " + name);
    failures.remove("address " + address);
  }

  static Duration pause(int count) {
    if (count < FREE) {
      return Duration.ZERO;
    }
    var pause = Duration.ofSeconds(1L << Math.min(count - FREE, 20));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
