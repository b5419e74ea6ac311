package dev.cairn.engine.postgres;

import dev.cairn.core.Sensitive;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whom a replica follows, and how: over TLS with a server that the installation's authority vouches
 * for, as a user who may replicate and nothing else.
 *
 * @param port of its primary on this machine
 * @param authority file of the certificate that its primary's is checked by
 * @param passfile file of {@link #password}, which its server alone may read
 * @param slot what its primary keeps its place by
 */
public record PostgresSource(int port, Path authority, Path passfile, String slot) {

  /**
   * The text of its password file, for whichever port: that of the primary may change. Format:
   * postgresql.org/docs/current/libpq-pgpass.html.
   */
  public static Sensitive<String> password(Sensitive<String> password) {
    return password.map(
        text ->
            "localhost:*:replication:"
                + PostgresReplicationSql.USER
                + ":"
                + text.replace("\\", "\\\\").replace(":", "\\:")
                + "\n");
  }

  /** All of them are taken by a running server. */
  Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("primary_conninfo", PostgresConf.quote(connection()));
    settings.put("primary_slot_name", PostgresConf.quote(slot));
    return settings;
  }

  /** By name, as a libpq before version 15 finds no addresses in certificates. */
  private String connection() {
    return "host=localhost hostaddr=127.0.0.1 port="
        + port
        + " user="
        + PostgresReplicationSql.USER
        + " passfile="
        + quoted(passfile)
        + " sslmode=verify-full sslrootcert="
        + quoted(authority)
        + " channel_binding=require gssencmode=disable connect_timeout=10 application_name="
        + slot;
  }

  private static String quoted(Path file) {
    return "'" + file.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
