package dev.cairn.engine.mysql;

import dev.cairn.engine.mysql.MySqlAccounts.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The SQL that Cairn itself speaks. Passwords appear as verifiers only. */
public final class MySqlSql {
  /** The superuser of every instance, from this machine only. */
  public static final String ADMIN = "cairn_admin";

  /** Where Cairn itself logs in. */
  public static final String ADMIN_DATABASE = "mysql";

  /** The verifier of no password; MySQL's own locked accounts have it. */
  private static final String NO_PASSWORD =
      "$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED";

  private MySqlSql() {}

  /** In the template, once: an administrator nobody can log in as yet, and a root nobody can be. */
  public static List<String> prepareTemplate() {
    return List.of(
        "CREATE USER " + admin() + identified(NO_PASSWORD) + " ACCOUNT LOCK",
        "GRANT ALL ON *.* TO " + admin() + " WITH GRANT OPTION",
        "ALTER USER `root`@`localhost`" + identified(NO_PASSWORD) + " ACCOUNT LOCK");
  }

  /** Before a server lets anybody in: an administrator with this password, whoever was it. */
  public static List<String> takeOver(String verifier) {
    return List.of(
        "CREATE USER IF NOT EXISTS " + admin(),
        "ALTER USER " + admin() + identified(verifier) + " ACCOUNT UNLOCK",
        "GRANT ALL ON *.* TO " + admin() + " WITH GRANT OPTION");
  }

  public static String createDatabase(String database) {
    return "CREATE DATABASE IF NOT EXISTS " + name(database);
  }

  /** Accounts of applications, by user and host, with verifier and whether they are locked. */
  public static String accounts() {
    return """
        SELECT user, host, CONVERT(authentication_string USING latin1), account_locked = 'Y'
        FROM mysql.user
        WHERE user NOT LIKE 'mysql.%' AND user NOT IN ('root', 'cairn_admin')
        ORDER BY user, host""";
  }

  /** All that is needed for an account to log in with this verifier, all at once. */
  public static List<String> admit(String database, Account account, String verifier) {
    var who = account(account);
    return List.of(
        "CREATE USER IF NOT EXISTS " + who + " ACCOUNT LOCK",
        "GRANT ALL ON " + pattern(database) + ".* TO " + who,
        "ALTER USER " + who + identified(verifier) + " ACCOUNT UNLOCK");
  }

  /** Views and routines that it defined work on: it is locked, not dropped. */
  public static String lock(Account account) {
    return "ALTER USER " + account(account) + " ACCOUNT LOCK";
  }

  /** Sessions of a user, wherever from. */
  public static String sessions() {
    return "SELECT id FROM information_schema.processlist WHERE user = ?";
  }

  /** Sessions of applications with a transaction or a table lock that {@code read_only} awaits. */
  public static String writers() {
    return """
        SELECT id FROM information_schema.processlist
        WHERE user NOT IN ('cairn_admin', 'system user', 'event_scheduler')""";
  }

  public static String kill(long session) {
    return "KILL " + session;
  }

  /** Waits for {@code LOCK TABLES} of others no longer than this. */
  public static String waitForLocks(int seconds) {
    return "SET SESSION lock_wait_timeout = " + seconds;
  }

  public static String readOnly(boolean isReadOnly) {
    return "SET GLOBAL read_only = " + (isReadOnly ? "ON" : "OFF");
  }

  /** Settings of a running server, by name. */
  public static String settings() {
    return "SELECT variable_name, variable_value FROM performance_schema.global_variables";
  }

  /** Has a running server take what differs; settings that its version does not know are left. */
  public static List<String> apply(Map<String, String> wanted, Map<String, String> known) {
    var statements = new ArrayList<String>();
    wanted.forEach(
        (name, value) -> {
          if (!known.getOrDefault(name, value).equals(value)) {
            statements.add("SET GLOBAL " + name + " = " + value);
          }
        });
    return statements;
  }

  /** Reads certificate and key anew; sessions stay. */
  public static String reloadCertificates() {
    return "ALTER INSTANCE RELOAD TLS";
  }

  /**
   * Counters and gauges by name. {@code Innodb_buffer_pool_reads} are those that went to disk.
   * dev.mysql.com/doc/refman, Server Status Variables
   */
  public static String statistics() {
    return """
        SELECT LOWER(variable_name), variable_value FROM performance_schema.global_status
        WHERE variable_name IN ('Questions', 'Innodb_buffer_pool_read_requests',
          'Innodb_buffer_pool_reads', 'Innodb_buffer_pool_bytes_data')
        UNION ALL SELECT 'max_connections', @@global.max_connections
        UNION ALL SELECT 'connections', COUNT(*) FROM information_schema.processlist
          WHERE user NOT IN ('cairn_admin', 'system user', 'event_scheduler')""";
  }

  /** One statement a line, as {@code --init-file} wants them. */
  public static String script(List<String> statements) {
    return statements.stream().map(it -> it + ";\n").collect(Collectors.joining());
  }

  static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** In a grant {@code _} and {@code %} stand for others. */
  private static String pattern(String database) {
    return name(database.replace("_", "\\_").replace("%", "\\%"));
  }

  private static String admin() {
    return name(ADMIN) + "@`127.0.0.1`";
  }

  private static String account(Account account) {
    return name(account.user()) + "@" + name(account.host());
  }

  private static String identified(String verifier) {
    return " IDENTIFIED WITH caching_sha2_password AS '"
        + verifier.replace("\\", "\\\\").replace("'", "''")
        + "'";
  }
}
