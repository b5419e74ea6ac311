package dev.cairn.service;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports that stages have for good, from 7800 to 8799. The first stage's is taken at random, so
 * that two Cairns on a machine that set up stages at the same moment hardly meet; the others'
 * follow.
 */
final class StagePorts {
  private static final int FIRST = 7800;
  private static final int LAST = 8799;

  private StagePorts() {}

  static int choose(Collection<Integer> recorded) {
    int count = LAST - FIRST + 1;
    int start =
        recorded.stream()
            .min(Comparator.naturalOrder())
            .orElseGet(() -> FIRST + ThreadLocalRandom.current().nextInt(count));
    return IntStream.range(0, count)
        .map(step -> FIRST + (start - FIRST + step) % count)
        .filter(port -> !recorded.contains(port) && isFree(port))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.conflict(
                        "port-taken",
                        "No port between " + FIRST + " and " + LAST + " is free for the stage.",
                        "See what listens there (ss -ltn) and stop what is not needed.")
                    .toException());
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
