package dev.cairn.provider.local.docker;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which addresses the networks of stages take: blocks of 64 in 10.128.0.0/10, far from what routers
 * and Docker itself hand out. Docker's own pools hold about thirty networks and are left to others.
 */
final class Subnets {
  private static final int BITS = 26;
  private static final int BLOCKS = 1 << (BITS - 10);
  private static final int TRIES = 64;
  private static final long BASE = 10L << 24 | 128L << 16;

  private Subnets() {}

  /** A block of addresses: network/26, its first address being the gateway. */
  record Subnet(long network) {
    String cidr() {
      return dotted(network) + "/" + BITS;
    }

    String gateway() {
      return dotted(network + 1);
    }

    boolean overlaps(long otherNetwork, long otherMask) {
      long mask = otherMask & (0xFFFFFFFFL << (32 - BITS) & 0xFFFFFFFFL);
      return otherMask != 0 && (network & mask) == (otherNetwork & mask);
    }
  }

  /**
   * Candidates for a network of that name, best first: the same name begins at the same block.
   *
   * @param routes the lines of {@code /proc/net/route}, see proc_net(5): nothing that is routed
   *     elsewhere is taken
   */
  static Stream<Subnet> candidates(String name, List<String> routes) {
    int first = Math.floorMod(name.hashCode() * 31 + name.length(), BLOCKS);
    return IntStream.range(0, TRIES)
        .mapToObj(step -> new Subnet(BASE + ((long) ((first + step * 257) % BLOCKS) << 6)))
        .filter(subnet -> routes.stream().skip(1).noneMatch(route -> isRouted(subnet, route)));
  }

  private static boolean isRouted(Subnet subnet, String route) {
    var fields = route.split("\t", -1);
    return fields.length > 7 && subnet.overlaps(swapped(fields[1]), swapped(fields[7]));
  }

  /** The kernel prints addresses in the byte order of the machine. */
  private static long swapped(String hex) {
    return Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(hex.strip(), 16)));
  }

  private static String dotted(long address) {
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }
}
