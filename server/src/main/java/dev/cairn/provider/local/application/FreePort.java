package dev.cairn.provider.local.application;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for applications: 30000 to 32767, below what Linux gives out by itself. */
final class FreePort {
  private static final int FIRST = 30_000;
  private static final int LAST = 32_767;
  private static final int TRIES = 200;

  private FreePort() {}

  /** The one it had, where that is free; else a free one. */
  static int choose(OptionalInt previous) {
    if (previous.isPresent() && isFree(previous.getAsInt())) {
      return previous.getAsInt();
    }
    return ThreadLocalRandom.current()
        .ints(TRIES, FIRST, LAST + 1)
        .filter(FreePort::isFree)
        .findFirst()
        .orElseThrow(
            () ->
                Problem.failed(
                        "no-free-port",
                        "No port between " + FIRST + " and " + LAST + " is free.",
                        "See what listens there: ss -ltn")
                    .toException());
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
