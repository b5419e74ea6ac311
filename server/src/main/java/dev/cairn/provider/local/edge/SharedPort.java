package dev.cairn.provider.local.edge;

import dev.cairn.core.Sentence;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A port that all stages share. Where nobody chose one it is the first free one of some, and kept:
 * people know it. Where it is lost to somebody else, as to another Cairn, it is another.
 */
record SharedPort(int first, int last) {
  static final SharedPort HTTP = new SharedPort(7780, 7799);
  static final SharedPort HTTPS = new SharedPort(7743, 7759);

  /** A name below localhost is an address of each family, which there may not be. */
  private static final boolean HAS_IPV6 = hasIpv6();

  /** For ordinary users, below it nothing listens. */
  static final int FIRST_OF_USERS = 1024;

  /**
   * 0 where none is wanted, or none is free.
   *
   * @param wanted by people: that one then, whoever has it
   * @param before what it was
   * @param isLost whether somebody else has that
   */
  int choose(Optional<Integer> wanted, int before, IntPredicate isLost) {
    if (wanted.isPresent()) {
      return wanted.get();
    }
    if (before >= first && before <= last && !isLost.test(before)) {
      return before;
    }
    return IntStream.rangeClosed(first, last)
        .filter(port -> port != before && isFree(port))
        .findFirst()
        .orElse(0);
  }

  /** For people. */
  String noneFree() {
    return "Stages are not reached by name: no port from %d to %d is free. Name one as applications.http in config.yaml."
        .formatted(first, last);
  }

  /** What the edge says of a port where it cannot listen, and what to do, for people. */
  static String sentence(int port, String problem) {
    var said = "Applications are not reached by name at port " + port + ": ";
    return said
        + Sentence.ended(problem)
        + (port < FIRST_OF_USERS && !Processes.isRoot()
            ? " Ports below 1024 take root: sysctl -w net.ipv4.ip_unprivileged_port_start=%d lets everybody have them from there on; or choose a higher one in config.yaml (applications)."
                .formatted(port)
            : " See what listens there (ss -ltnp), or choose another one in config.yaml (applications).");
  }

  private static boolean isFree(int port) {
    return isFree(InetAddress.ofLiteral("127.0.0.1"), port)
        && (!HAS_IPV6 || isFree(InetAddress.ofLiteral("::1"), port));
  }

  private static boolean isFree(InetAddress address, int port) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true); // else one that was just left counts as taken
      probe.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static boolean hasIpv6() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
