package dev.cairn.engine.mysql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may come to a replica: users from this machine, from its stage's network and from those of
 * stages that read from it. Its accounts cannot say that, as they are its primary's, with the
 * networks that those admit ({@link MySqlAccounts}). So each session that begins shows that it
 * comes from one of them; the server ends one that does not before it takes a statement. An
 * administrator is not asked, and comes from this machine alone.
 */
final class MySqlGate {
  private static final String LOOPBACK = "127.0.0.0/8";

  private MySqlGate() {}

  /**
   * The value of {@code init_connect}, without quotes in it: option files and SQL spell those
   * otherwise.
   *
   * @param subnets in CIDR notation of IPv4
   */
  static String text(List<String> subnets) {
    var from = "INET_ATON(SUBSTRING_INDEX(USER(), CHAR(64 USING utf8mb4), -1))";
    var admitted =
        Stream.concat(Stream.of(LOOPBACK), subnets.stream())
            .map(MySqlAccounts.Block::of)
            .map(it -> "(" + from + " & " + it.netmask() + ") = " + it.network())
            .distinct()
            .collect(Collectors.joining(" OR "));
    return "SET @cairn_admitted = IF(" + admitted + ", 1, (SELECT 1 UNION SELECT 2))";
  }
}
