package dev.cairn.service;

import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why nobody gets through to an application that runs, from what it listens on. Pure. */
final class Reachability {
  private static final int MOST_PORTS = 5;

  private Reachability() {}

  /**
   * A part of a sentence, and what to do; empty where it listens as it should, and something else
   * is the matter.
   *
   * @param address host:port that requests are sent to
   * @param listeners what its processes listen on
   */
  static Optional<Hint> hint(
      String address, RuntimeKind runtime, List<InetSocketAddress> listeners) {
    int colon = address.lastIndexOf(':');
    var host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    var there = listeners.stream().filter(it -> it.getPort() == port).toList();
    if (there.stream().anyMatch(it -> takes(it, host))) {
      return Optional.empty();
    }
    if (!there.isEmpty()) {
      return Optional.of(elsewhere(there.getFirst(), address, runtime));
    }
    return Optional.of(
        listeners.isEmpty()
            ? new Hint(
                "it listens on no port yet, Cairn handed it PORT=" + port,
                "Let it listen on the port in the variable PORT.")
            : otherPorts(port, runtime, listeners));
  }

  /**
   * What is seen, and what to do about it.
   *
   * @param seen goes on in a sentence
   * @param suggestion a sentence
   */
  record Hint(String seen, String suggestion) {}

  private static boolean takes(InetSocketAddress listener, String host) {
    return listener.getAddress().isAnyLocalAddress()
        || listener.getAddress().getHostAddress().equals(host);
  }

  private static Hint elsewhere(InetSocketAddress listener, String address, RuntimeKind runtime) {
    var seen = "it listens on " + text(listener) + " only, ";
    return switch (runtime) {
      case CONTAINER ->
          new Hint(
              listener.getAddress().isLoopbackAddress()
                  ? seen + "which nobody outside of its container reaches"
                  : seen + "and requests are sent to " + address,
              "Let it listen on 0.0.0.0 instead.");
      case PROCESS ->
          new Hint(
              seen + "and requests are sent to " + address,
              "Let it listen on 127.0.0.1 or on all addresses.");
    };
  }

  private static Hint otherPorts(int port, RuntimeKind runtime, List<InetSocketAddress> listeners) {
    var ports =
        listeners.stream()
            .map(InetSocketAddress::getPort)
            .distinct()
            .sorted()
            .limit(MOST_PORTS)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return switch (runtime) {
      case CONTAINER ->
          new Hint(
              "it listens on " + ports + ", and its port is said to be " + port,
              "Say its port as `port`, or let it listen on the port in the variable PORT.");
      case PROCESS ->
          new Hint(
              "it listens on " + ports + ", Cairn handed it PORT=" + port,
              "Let it listen on the port in the variable PORT: beside a release that serves, its"
                  + " own port may be taken.");
    };
  }

  private static String text(InetSocketAddress listener) {
    var address = listener.getAddress().getHostAddress();
    return (address.contains(":") ? "[" + shortened(address) + "]" : address)
        + ":"
        + listener.getPort();
  }

  private static String shortened(String ipv6) {
    return ipv6.equals("0:0:0:0:0:0:0:1") ? "::1" : ipv6;
  }
}
