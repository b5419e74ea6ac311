package dev.cairn.provider.local.existing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and names that mean this machine, or that it alone knows. */
final class ThisMachine {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Path HOSTS = Path.of("/etc/hosts");
  private static final Pattern BRIDGE = Pattern.compile("(docker|br-|veth|cni|podman).*");

  private ThisMachine() {}

  static boolean isLoopback(List<InetAddress> addresses) {
    return addresses.stream().allMatch(it -> it.isLoopbackAddress() || it.isAnyLocalAddress());
  }

  static boolean has(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }

  /** An address of this machine, other than loopback and bridges, that answers at the port. */
  static Optional<String> otherAddress(int port) {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(it -> !BRIDGE.matcher(it.getName()).matches())
          .flatMap(NetworkInterface::inetAddresses)
          .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
          .filter(it -> answers(it, port))
          .map(InetAddress::getHostAddress)
          .findFirst();
    } catch (SocketException unknown) {
      return Optional.empty();
    }
  }

  private static boolean answers(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Whether a name stands in this machine's file of hosts, which containers do not read. */
  static boolean namesItself(String host) {
    try {
      return Files.readAllLines(HOSTS).stream()
          .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
          .anyMatch(words -> List.of(words).subList(1, words.length).contains(host));
    } catch (IOException unreadable) {
      return false;
    }
  }
}
