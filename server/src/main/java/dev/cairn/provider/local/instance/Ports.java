package dev.cairn.provider.local.instance;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Picks ports that are free now and that no sibling has on record. */
public final class Ports {
  private static final int FIRST = 20000;
  private static final int COUNT = 10000;

  private Ports() {}

  public static int pick(Set<Integer> taken) {
    return pick(taken, 1);
  }

  /** The first of so many consecutive ports. */
  static int pick(Set<Integer> taken, int count) {
    int start = ThreadLocalRandom.current().nextInt(COUNT);
    for (int i = 0; i < COUNT; i++) {
      int first = FIRST + (start + i) % COUNT;
      if (IntStream.range(first, first + count)
          .allMatch(port -> !taken.contains(port) && isFree(port))) {
        return first;
      }
    }
    throw Problem.unavailable(
            "no-free-port",
            "All ports from " + FIRST + " to " + (FIRST + COUNT - 1) + " are taken.",
            "Remove databases that are not needed, or free some of these ports.")
        .toException();
  }

  /** Whether nothing listens on it, on any address: a server of another may use all of them. */
  public static boolean isFree(int port) {
    try (var onAll = new ServerSocket()) {
      onAll.setReuseAddress(true);
      onAll.bind(new InetSocketAddress((InetAddress) null, port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
