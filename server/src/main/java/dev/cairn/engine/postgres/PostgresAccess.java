package dev.cairn.engine.postgres;

import java.util.List;

/**
 * The text of {@code pg_hba.conf}: the administrator from this machine; the application's users
 * into its own database and into {@code postgres}, where tools look around, from this machine and
 * from the networks of its stage and of others that read it; its replicas, which are on this
 * machine, into none. Nobody else, not from elsewhere. Names are quoted, so that none reads as a
 * keyword.
 *
 * @param subnets of the stages' networks, in CIDR notation
 * @param createsDatabases admits them to all that they may connect to: nobody knows what they call
 *     their own, and the administrator's are closed to them by a privilege
 * @param replicated whether it has replicas
 */
public record PostgresAccess(
    String database,
    List<String> usernames,
    List<String> subnets,
    boolean createsDatabases,
    boolean replicated) {

  public PostgresAccess(String database, List<String> usernames, List<String> subnets) {
    this(database, usernames, subnets, false, false);
  }

  /** The superuser of every instance. */
  public static final String ADMIN = "cairn_admin";

  private static final String LOOPBACK = "127.0.0.1/32";

  public String text() {
    var text =
        new StringBuilder("# Written by Cairn, which overwrites it.\n")
            .append(line("host", "all", ADMIN, LOOPBACK));
    if (replicated) {
      // The keyword: all does not mean it, nor it any database.
      text.append(line("hostssl", "replication", PostgresReplicationSql.USER, LOOPBACK));
    }
    var databases =
        createsDatabases ? "all" : quoted(database) + "," + quoted(PostgresSql.LOOKED_AROUND_IN);
    for (var username : usernames) {
      text.append(line("host", databases, quoted(username), LOOPBACK));
      for (var network : subnets) {
        text.append(line("host", databases, quoted(username), network));
      }
    }
    return text.toString();
  }

  private static String line(String connection, String database, String user, String address) {
    return connection + " " + database + " " + user + " " + address + " scram-sha-256\n";
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }
}
