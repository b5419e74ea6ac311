package dev.cairn.engine.postgres;

import java.util.List;
import java.util.Optional;

/**
 * The text of {@code pg_hba.conf}: the administrator from this machine; the application's users
 * into its own database and into {@code postgres}, where tools look around, from this machine and
 * from its stage's network. Nobody else, not from elsewhere. Names are quoted, so that none reads
 * as a keyword.
 *
 * @param subnet of the stage's network, in CIDR notation
 * @param createsDatabases admits them to all that they may connect to: nobody knows what they call
 *     their own, and the administrator's are closed to them by a privilege
 */
public record PostgresAccess(
    String database, List<String> usernames, Optional<String> subnet, boolean createsDatabases) {

  public PostgresAccess(String database, List<String> usernames, Optional<String> subnet) {
    this(database, usernames, subnet, false);
  }

  /** The superuser of every instance. */
  public static final String ADMIN = "cairn_admin";

  public String text() {
    var text =
        new StringBuilder("# Written by Cairn, which overwrites it.\n")
            .append(line("all", ADMIN, "127.0.0.1/32"));
    var databases =
        createsDatabases ? "all" : quoted(database) + "," + quoted(PostgresSql.LOOKED_AROUND_IN);
    for (var username : usernames) {
      text.append(line(databases, quoted(username), "127.0.0.1/32"));
      subnet.ifPresent(network -> text.append(line(databases, quoted(username), network)));
    }
    return text.toString();
  }

  private static String line(String database, String user, String address) {
    return "host " + database + " " + user + " " + address + " scram-sha-256\n";
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }
}
