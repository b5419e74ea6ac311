package dev.cairn.engine.mysql;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a user of the application may come from: this machine and its stage's network, and those of
 * stages with a replica, nowhere else.
 *
 * <p>What a user makes is defined by its account, host included. So the account is {@code user@%},
 * the same in every stage and after every rotation: a dump names a definer that is there wherever
 * it goes. Who may come is said by the others of that name, the wall: each matches a block of
 * addresses that nobody may come from, and MySQL takes the narrower account first, which is locked.
 */
public final class MySqlAccounts {
  private static final String ANYWHERE = "%";

  /** This machine: 127.0.0.0/8. */
  private static final Block LOOPBACK = new Block(127L << 24, 8);

  /**
   * An account of MySQL.
   *
   * @param host an address, network/netmask, or % for any
   */
  public record Account(String user, String host) {
    /** As MySQL names a definer: user, at sign, host. */
    public static Account of(String definer) {
      int at = definer.lastIndexOf('@');
      return new Account(definer.substring(0, at), definer.substring(at + 1));
    }

    /** Whether it is one that logs in, and defines what its user makes. */
    public boolean isUsers() {
      return host.equals(ANYWHERE);
    }
  }

  /** Addresses that share their first bits. */
  record Block(long network, int length) {
    static Block of(String cidr) {
      int slash = cidr.indexOf('/');
      if (slash < 0 || cidr.contains(":")) {
        throw new IllegalArgumentException("no network of IPv4: " + cidr);
      }
      long network = 0;
      for (var part : cidr.substring(0, slash).split("\\.", -1)) {
        network = network << 8 | Integer.parseInt(part);
      }
      int length = Integer.parseInt(cidr.substring(slash + 1));
      return new Block(network & mask(length), length);
    }

    long netmask() {
      return mask(length);
    }

    boolean holds(Block other) {
      return length <= other.length && (other.network & mask(length)) == network;
    }

    List<Block> halves() {
      return List.of(
          new Block(network, length + 1), new Block(network | 1L << (31 - length), length + 1));
    }

    /** Every MySQL 8 knows netmasks, CIDR notation only those from 8.0.23. */
    String text() {
      return dotted(network) + "/" + dotted(mask(length));
    }
  }

  private MySqlAccounts() {}

  /** The account of a user. */
  public static Account of(String user) {
    return new Account(user, ANYWHERE);
  }

  /**
   * The accounts that nobody logs in to.
   *
   * @param subnets of the networks of its stage and of others that may come, in CIDR notation of
   *     IPv4
   */
  public static List<Account> wall(String user, List<String> subnets) {
    var open = new ArrayList<>(List.of(LOOPBACK));
    subnets.stream().map(Block::of).forEach(open::add);
    var closed = new ArrayList<Account>();
    close(new Block(0, 0), open, user, closed);
    return closed;
  }

  private static void close(Block block, List<Block> open, String user, List<Account> closed) {
    if (open.stream().anyMatch(it -> it.holds(block))) {
      return;
    }
    if (open.stream().noneMatch(block::holds)) {
      closed.add(new Account(user, block.text()));
      return;
    }
    block.halves().forEach(half -> close(half, open, user, closed));
  }

  private static long mask(int length) {
    return length == 0 ? 0 : 0xffffffffL << (32 - length) & 0xffffffffL;
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
