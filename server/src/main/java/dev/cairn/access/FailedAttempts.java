package dev.cairn.access;

import dev.cairn.core.Problem;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Slows guessing down: after five wrong passwords for a name from one place, or twenty from it for
 * any name, each further one doubles the wait, up to a quarter of an hour. Never by the name alone:
 * nobody locks out who signs in from elsewhere. Who asks many times at once gains nothing: a try
 * counts from its beginning.
 *
 * <p>Held in memory, in a table whose size no stranger changes: each key has two cells, which it
 * shares with others, and the lower one counts. So nothing is evicted; as one password is looked at
 * at a time, nobody fills it within the hour after which a cell is forgotten. A restart forgets
 * all.
 */
final class FailedAttempts {
  private static final int FREE_FOR_NAME = 5;
  private static final int FREE_FROM_PLACE = 20;
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int FORGOTTEN_SECONDS = 3600;
  private static final int CELLS = 1 << 16;

  /** A place and what is tried from it, as two cells of the table. */
  private record Key(int first, int second, int free) {}

  private final Clock clock;
  private final long began;
  private final byte[] salt = new byte[16];
  private final byte[] counts = new byte[2 * CELLS];

  /** Seconds since {@link #began}, rounded up. */
  private final int[] last = new int[2 * CELLS];

  FailedAttempts(Clock clock) {
    this.clock = clock;
    this.began = clock.millis() - FORGOTTEN_SECONDS * 2000L;
    new SecureRandom().nextBytes(salt);
  }

  /** Before the password is looked at, which takes a while: counts as wrong until it was right. */
  synchronized void begin(String name, String address) {
    var keys = keys(name, address);
    long now = clock.millis() - began;
    for (var key : keys) {
      int count = count(key, now);
      long wait = untilMillis(key, count) - now;
      if (count >= key.free() && wait > 0) {
        throw new Problem(
                Problem.Kind.TOO_MANY,
                "too-many-attempts",
                "There were many tries without the right password from where you are.",
                "Wait "
                    + (wait / 1000 + 1)
                    + " seconds, or use a sign-in link: `cairn login` prints one, an admin makes one"
                    + " for others.",
                List.of())
            .toException();
      }
    }
    for (var key : keys) {
      set(key, Math.min(count(key, now) + 1, Byte.MAX_VALUE), now);
    }
  }

  /** The try that was begun was none; what others tried from there stays. */
  synchronized void succeeded(String name, String address) {
    var keys = keys(name, address);
    long now = clock.millis() - began;
    lower(keys.getFirst(), 0);
    lower(keys.getLast(), Math.max(0, count(keys.getLast(), now) - 1));
  }

  private static Duration pause(int count, int free) {
    var pause = Duration.ofSeconds(1L << Math.min(count - free, 20));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  private long untilMillis(Key key, int count) {
    return count < key.free()
        ? 0
        : 1000L * Math.max(last[key.first()], last[key.second()])
            + pause(count, key.free()).toMillis();
  }

  private int count(Key key, long now) {
    return Math.min(count(key.first(), now), count(key.second(), now));
  }

  private int count(int cell, long now) {
    return now / 1000 - last[cell] > FORGOTTEN_SECONDS ? 0 : counts[cell];
  }

  /** Only the cell that is lower counts one more: the other one is somebody else's. */
  private void set(Key key, int count, long now) {
    for (int cell : new int[] {key.first(), key.second()}) {
      counts[cell] = (byte) Math.max(count(cell, now), count);
      last[cell] = (int) ((now + 999) / 1000);
    }
  }

  private void lower(Key key, int count) {
    for (int cell : new int[] {key.first(), key.second()}) {
      counts[cell] = (byte) Math.min(counts[cell], count);
    }
  }

  private List<Key> keys(String name, String address) {
    var place = place(address);
    return List.of(key(place + " " + name, FREE_FOR_NAME), key(place, FREE_FROM_PLACE));
  }

  /** Which cells it is, strangers cannot tell: of what is salted they know no two that meet. */
  private Key key(String text, int free) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      var hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      int first = Math.floorMod(hash.getInt(), CELLS);
      return new Key(first, CELLS + Math.floorMod(hash.getInt(), CELLS), free);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What one client has at its disposal is one place: a network of IPv6, or all of loopback. */
  private static String place(String address) {
    try {
      var ip = InetAddress.ofLiteral(address.replaceAll("[\\[\\]]", ""));
      if (ip.isLoopbackAddress()) {
        return "loopback";
      }
      return ip instanceof Inet6Address
          ? Arrays.toString(Arrays.copyOf(ip.getAddress(), 8))
          : ip.getHostAddress();
    } catch (IllegalArgumentException e) {
      return "unknown"; // all whose address nobody can tell are one
    }
  }
}
