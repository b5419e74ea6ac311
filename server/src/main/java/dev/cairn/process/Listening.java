package dev.cairn.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What processes listen on with TCP, as the kernel says, see proc(5). */
final class Listening {
  private static final Path ROOT = Path.of("/proc");
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int UID = 7;
  private static final int INODE = 9;

  private Listening() {}

  private record Socket(InetSocketAddress address, long uid, String inode) {}

  /** Of exactly these processes; nothing of those that are gone or that we may not see. */
  static List<InetSocketAddress> of(Collection<Long> pids) {
    var own = new HashSet<String>();
    pids.forEach(pid -> own.addAll(inodes(pid)));
    return own.isEmpty()
        ? List.of()
        : sockets(ROOT.resolve("net")).stream()
            .filter(socket -> own.contains(socket.inode()))
            .map(Socket::address)
            .distinct()
            .toList();
  }

  /** Of all processes that have their network in common with this one. */
  static List<InetSocketAddress> beside(long pid) {
    return sockets(ROOT.resolve(pid + "/net")).stream().map(Socket::address).distinct().toList();
  }

  /** The sockets that listen on ports of this machine, on whichever address, with their ports. */
  static Map<String, Integer> inodesOn(Set<Integer> ports) {
    return on(ports)
        .collect(
            Collectors.toMap(Socket::inode, socket -> socket.address().getPort(), (a, b) -> a));
  }

  /**
   * Whose sockets answer whoever connects to that port of that address of this machine: of the
   * users that made them. As the kernel chooses: who listens on the very address, else who does on
   * all.
   */
  static Set<Long> usersAt(InetAddress address, int port) {
    return usersAt(address, Set.of(port)).getOrDefault(port, Set.of());
  }

  /** The same of several ports, with one look; of those alone at which anybody listens. */
  static Map<Integer, Set<Long>> usersAt(InetAddress address, Set<Integer> ports) {
    return on(ports)
        .collect(
            Collectors.groupingBy(
                socket -> socket.address().getPort(),
                Collectors.collectingAndThen(
                    Collectors.toList(), sockets -> answering(sockets, address))));
  }

  private static Set<Long> answering(List<Socket> there, InetAddress address) {
    var exactly = users(there, address::equals);
    return exactly.isEmpty() ? users(there, InetAddress::isAnyLocalAddress) : exactly;
  }

  private static Stream<Socket> on(Set<Integer> ports) {
    return sockets(ROOT.resolve("net")).stream()
        .filter(socket -> ports.contains(socket.address().getPort()));
  }

  private static Set<Long> users(List<Socket> sockets, Predicate<InetAddress> where) {
    return sockets.stream()
        .filter(socket -> where.test(socket.address().getAddress()))
        .map(Socket::uid)
        .collect(Collectors.toSet());
  }

  /** Those of a process; none where it is gone, or we may not see them. */
  static Set<String> inodes(long pid) {
    var found = new HashSet<String>();
    try (var open = Files.newDirectoryStream(ROOT.resolve(pid + "/fd"))) {
      for (var descriptor : open) {
        var target = target(descriptor);
        if (target.startsWith("socket:[")) {
          found.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (IOException goneOrNotOurs) {
      return found;
    }
    return found;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  private static List<Socket> sockets(Path net) {
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(net.resolve(table)))
        // Of connections there may be thousands: none is taken apart.
        .filter(line -> line.contains(" " + LISTEN + " "))
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTEN))
        .map(
            fields ->
                new Socket(
                    address(fields[LOCAL_ADDRESS]), Long.parseLong(fields[UID]), fields[INODE]))
        .toList();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readString(table, StandardCharsets.ISO_8859_1).lines().skip(1);
    } catch (IOException goneOrWithoutIpv6) {
      return Stream.of();
    }
  }

  /** {@code 0100007F:1F90}: words of four bytes, each with its bytes in the machine's order. */
  private static InetSocketAddress address(String text) {
    int colon = text.indexOf(':');
    var bytes = HexFormat.of().parseHex(text.substring(0, colon));
    if (java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN) {
      for (int word = 0; word < bytes.length; word += 4) {
        for (int at = 0; at < 2; at++) {
          byte kept = bytes[word + at];
          bytes[word + at] = bytes[word + 3 - at];
          bytes[word + 3 - at] = kept;
        }
      }
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(bytes), Integer.parseInt(text.substring(colon + 1), 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the kernel says " + text, e);
    }
  }
}
