package dev.cairn.web;

import dev.cairn.core.ProblemException;
import dev.cairn.process.PortHolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One port of {@code localhost}, at each address that this name stands for: browsers go to {@code
 * [::1]} first, and whoever listened there beside Cairn would get what is meant for it.
 */
final class Loopback {
  private static final String FOUR = "127.0.0.1";
  private static final String SIX = "::1";

  /** For a port that is free at one address to be free at the other as well. */
  private static final int TRIES = 20;

  private Loopback() {}

  /**
   * Listens at all of them; the first is {@code 127.0.0.1}, on a machine without IPv6 the only one.
   *
   * @param port 0 for any that is free at each
   * @throws ProblemException {@code port-taken}
   */
  static List<ServerSocketChannel> listen(int port) {
    for (int tried = 1; ; tried++) {
      try {
        return listen(addresses(), port);
      } catch (ProblemException taken) {
        if (port != 0 || tried == TRIES) {
          throw taken;
        }
      }
    }
  }

  private static List<String> addresses() {
    try {
      var hasSix = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(SIX)) != null;
      return hasSix ? List.of(FOUR, SIX) : List.of(FOUR);
    } catch (SocketException e) {
      throw new UncheckedIOException("the addresses of this machine cannot be read", e);
    }
  }

  private static List<ServerSocketChannel> listen(List<String> addresses, int port) {
    var opened = new ArrayList<ServerSocketChannel>();
    for (var address : addresses) {
      int same = opened.isEmpty() ? port : port(opened.getFirst());
      try {
        opened.add(open(new InetSocketAddress(InetAddress.ofLiteral(address), same)));
      } catch (IOException e) {
        close(opened);
        throw taken(HostRule.bracketed(address), same, e);
      }
    }
    return opened;
  }

  private static ServerSocketChannel open(InetSocketAddress address) throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      // Connections of a server that ended may linger.
      return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static int port(ServerSocketChannel channel) {
    return channel.socket().getLocalPort();
  }

  private static ProblemException taken(String host, int port, IOException cause) {
    var holder = PortHolder.of(port).map(it -> "; there is " + it).orElse("");
    return WebServer.portTaken(host, port, cause.getMessage() + holder, cause);
  }

  /** Those that are closed already stay so. */
  static void close(List<ServerSocketChannel> channels) {
    for (var channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a port cannot be let go of", e);
      }
    }
  }
}
