package dev.cairn.engine.postgres;

import java.util.List;
import java.util.Optional;

/**
 * The text of {@code pg_hba.conf}: the administrator from this machine; the application's users
 * into its own database, from this machine and from its stage's network. Nobody else, not from
 * elsewhere. Names are quoted, so that none reads as a keyword.
 *
 * @param subnet of the stage's network, in CIDR notation
 */
public record PostgresAccess(String database, List<String> usernames, Optional<String> subnet) {

  /** The superuser of every instance. */
  public static final String ADMIN = "cairn_admin";

  public String text() {
    var text =
        new StringBuilder("# Written by Cairn, which overwrites it.\n")
            .append(line("all", ADMIN, "127.0.0.1/32"));
    for (var username : usernames) {
      text.append(line(quoted(database), quoted(username), "127.0.0.1/32"));
      subnet.ifPresent(network -> text.append(line(quoted(database), quoted(username), network)));
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
