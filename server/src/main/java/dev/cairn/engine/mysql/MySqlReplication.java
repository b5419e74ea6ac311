package dev.cairn.engine.mysql;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import java.nio.file.Path;
import java.util.List;

/** The SQL of copying a primary and of following it. Only over TLS that verifies it. */
public final class MySqlReplication {
  /** Whom replicas log in as, from this machine only; it may nothing else. */
  public static final Account ACCOUNT = new Account("cairn_replication", "127.0.0.1");

  /** A clone is complete, and its server has ended as nobody would start it again. */
  public static final int CLONED = 3707;

  private static final String WHO = MySqlSql.account(ACCOUNT);

  private MySqlReplication() {}

  /**
   * Verifier, kind of TLS that it must speak, whether it is locked; no row where it is not there.
   */
  public static String account() {
    return """
        SELECT CONVERT(authentication_string USING latin1), ssl_type, account_locked
        FROM mysql.user WHERE user = '%s' AND host = '%s'"""
        .formatted(ACCOUNT.user(), ACCOUNT.host());
  }

  /** What it may do. */
  public static String grants() {
    return "SHOW GRANTS FOR " + WHO;
  }

  /** {@link #grants} as they should be. */
  public static List<String> wantedGrants() {
    return List.of(
        "GRANT REPLICATION SLAVE ON *.* TO " + WHO, "GRANT BACKUP_ADMIN ON *.* TO " + WHO);
  }

  /** Makes it, whatever it was. */
  public static List<String> admit(String verifier) {
    return List.of(
        "CREATE USER IF NOT EXISTS " + WHO + " ACCOUNT LOCK",
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM " + WHO,
        "GRANT REPLICATION SLAVE, BACKUP_ADMIN ON *.* TO " + WHO,
        "ALTER USER " + WHO + MySqlSql.identified(verifier) + " REQUIRE SSL ACCOUNT UNLOCK");
  }

  /** Tables that a clone would leave empty: schema and name in one. */
  public static String notCloned() {
    return """
        SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND engine <> 'InnoDB'
          AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
        ORDER BY 1 LIMIT 10""";
  }

  /**
   * Has a server of no worth take all that another one has. The donor's certificate is verified to
   * be of that authority; nothing checks its name here.
   */
  public static List<String> clone(int port, Path authority, Sensitive<String> password) {
    return List.of(
        "SET GLOBAL clone_ssl_ca = " + text(authority.toString()),
        "SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + port + "'",
        "CLONE INSTANCE FROM "
            + WHO
            + ":"
            + port
            + " IDENTIFIED BY "
            + text(password.reveal())
            + " REQUIRE SSL");
  }

  /** Where its primary is; nothing of that runs meanwhile. Name and address are verified. */
  public static String source(int port, Path authority) {
    return "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = "
        + port
        + ", SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, SOURCE_SSL_CA = "
        + text(authority.toString())
        + ", SOURCE_SSL_VERIFY_SERVER_CERT = 1, SOURCE_CONNECT_RETRY = 2, SOURCE_RETRY_COUNT = 0";
  }

  /** Begins to follow, or goes on; the password stays in memory. */
  public static String start(Sensitive<String> password) {
    return "START REPLICA USER = '" + ACCOUNT.user() + "' PASSWORD = " + text(password.reveal());
  }

  public static String stop() {
    return "STOP REPLICA";
  }

  /** See {@link MySqlFollowing}. */
  public static String status() {
    return "SHOW REPLICA STATUS";
  }

  /** All that a server has ever taken. */
  public static String executed() {
    return "SELECT @@global.gtid_executed";
  }

  /** What a server's own transactions are numbered under. */
  public static String server() {
    return "SELECT @@global.server_uuid";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
