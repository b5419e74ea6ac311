package dev.cairn.engine.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a user of the application may come from: this machine and its stage's network, nowhere
 * else. Each is an account of its own to MySQL.
 */
public final class MySqlAccounts {
  /**
   * An account of MySQL.
   *
   * @param host an address, or network/netmask
   */
  public record Account(String user, String host) {}

  private MySqlAccounts() {}

  /**
   * The accounts of a user.
   *
   * @param subnet of the stage's network, in CIDR notation
   */
  public static List<Account> of(String user, Optional<String> subnet) {
    var accounts = new ArrayList<>(List.of(new Account(user, "127.0.0.1")));
    subnet.ifPresent(network -> accounts.add(new Account(user, withNetmask(network))));
    return accounts;
  }

  /** Every MySQL 8 knows netmasks, CIDR notation only those from 8.0.23. */
  static String withNetmask(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || cidr.contains(":")) {
      return cidr;
    }
    int length = Integer.parseInt(cidr.substring(slash + 1));
    long mask = length == 0 ? 0 : 0xffffffffL << (32 - length) & 0xffffffffL;
    return cidr.substring(0, slash)
        + "/"
        + (mask >> 24)
        + "."
        + (mask >> 16 & 255)
        + "."
        + (mask >> 8 & 255)
        + "."
        + (mask & 255);
  }
}
