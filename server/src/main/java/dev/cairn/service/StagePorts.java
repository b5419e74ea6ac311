package dev.cairn.service;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.stream.IntStream;

/** The ports that stages have for good: 7800 and up, the lowest that nobody has. */
final class StagePorts {
  private static final int FIRST = 7800;
  private static final int LAST = 8799;

  /** The edge's own, for its status. */
  private static final int EDGE_STATUS = 7999;

  private StagePorts() {}

  static int choose(Collection<Integer> recorded) {
    return IntStream.rangeClosed(FIRST, LAST)
        .filter(port -> port != EDGE_STATUS && !recorded.contains(port) && isFree(port))
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
