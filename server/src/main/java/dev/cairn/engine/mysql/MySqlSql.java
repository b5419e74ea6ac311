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

  /**
   * In the template, once: time zones, an administrator nobody can log in as yet, and a root nobody
   * can be.
   */
  public static List<String> prepareTemplate() {
    var statements = new ArrayList<>(MySqlTimeZones.fill());
    statements.add("CREATE USER " + admin() + identified(NO_PASSWORD) + " ACCOUNT LOCK");
    statements.add("GRANT ALL ON *.* TO " + admin() + " WITH GRANT OPTION");
    statements.add("ALTER USER `root`@`localhost`" + identified(NO_PASSWORD) + " ACCOUNT LOCK");
    return statements;
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

  /**
   * Accounts of applications, by user and host, with the verifiers of password and second password,
   * whether they are locked, what {@link #password} noted, and whether they are of a wall.
   */
  public static String accounts() {
    return """
        SELECT user, host, CONVERT(authentication_string USING latin1),
          COALESCE(User_attributes->>'$.additional_password', ''), account_locked = 'Y',
          COALESCE(User_attributes->>'$.metadata.cairn_since', ''),
          COALESCE(User_attributes->>'$.metadata.cairn_wall', '')
        FROM mysql.user
        WHERE user NOT LIKE 'mysql.%' AND user NOT IN ('root', 'cairn_admin', 'cairn_replication')
        ORDER BY user, host""";
  }

  /** Accounts that nobody logs in to. */
  public static String wall(List<Account> wall) {
    return "CREATE USER IF NOT EXISTS "
        + accounts(wall)
        + " ACCOUNT LOCK ATTRIBUTE '{\"cairn_wall\": true}'";
  }

  /**
   * All that is needed for a user to log in with these passwords and no others, all at once. Its
   * {@link #wall} stands before.
   *
   * @param verifiers of one password or two: MySQL knows no third
   */
  public static List<String> admit(String database, Account account, List<String> verifiers) {
    var who = account(account);
    var statements = new ArrayList<String>();
    statements.add("CREATE USER IF NOT EXISTS " + who + " ACCOUNT LOCK");
    statements.add("GRANT ALL ON " + pattern(database) + ".* TO " + who);
    statements.add(password(account, verifiers.getLast(), false, ""));
    statements.add(discardSecond(account));
    if (verifiers.size() > 1) {
      statements.add(password(account, verifiers.getFirst(), true, ""));
    }
    return statements;
  }

  /**
   * Gives an account a password, and lets it log in.
   *
   * @param isFurther the one it had is in force beside it
   * @param since what to note of the moment that it came; see {@link #accounts}
   */
  public static String password(Account account, String verifier, boolean isFurther, String since) {
    return "ALTER USER "
        + account(account)
        + identified(verifier)
        + (isFurther ? " RETAIN CURRENT PASSWORD" : "")
        + " ACCOUNT UNLOCK"
        + note(since);
  }

  /** The second of its passwords is in force no more. */
  public static String discardSecond(Account account) {
    return "ALTER USER " + account(account) + " DISCARD OLD PASSWORD";
  }

  /** What to note of the moment that its password came; see {@link #accounts}. */
  public static String keepSince(Account account, String since) {
    return "ALTER USER " + account(account) + note(since);
  }

  /** Nothing is to be done any more for the moment that its password came. */
  public static String forgetSince(Account account) {
    return keepSince(account, "");
  }

  private static String note(String since) {
    return " ATTRIBUTE '{\"cairn_since\": " + (since.isEmpty() ? "null" : '"' + since + '"') + "}'";
  }

  public static String lock(Account account) {
    return "ALTER USER " + account(account) + " ACCOUNT LOCK";
  }

  /** What it defined must be another's by then. */
  public static String drop(List<Account> all) {
    return "DROP USER IF EXISTS " + accounts(all);
  }

  /** The number of this session: those made later have higher ones. */
  public static String sessionNumber() {
    return "SELECT CONNECTION_ID()";
  }

  /** The highest number of those that there are. */
  public static String newestSession() {
    return "SELECT MAX(id) FROM information_schema.processlist";
  }

  /** Sessions of a user, wherever from. */
  public static String sessions() {
    return "SELECT id FROM information_schema.processlist WHERE user = ?";
  }

  /** Sessions of applications with a transaction or a table lock that {@code read_only} awaits. */
  public static String writers() {
    return """
        SELECT id FROM information_schema.processlist
        WHERE user NOT IN ('cairn_admin', 'cairn_replication', 'system user', 'event_scheduler')""";
  }

  public static String kill(long session) {
    return "KILL " + session;
  }

  /** The numbers of sessions of those who have not said yet who they are. */
  public static String halfLogins() {
    return "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'unauthenticated user'";
  }

  /** Waits for {@code LOCK TABLES} of others no longer than this. */
  public static String waitForLocks(int seconds) {
    return "SET SESSION lock_wait_timeout = " + seconds;
  }

  /** What administrators too are refused, only by {@link #superReadOnly}. */
  public static String readOnly(boolean isReadOnly) {
    return "SET GLOBAL read_only = " + onOrOff(isReadOnly);
  }

  /** Where it is on, so is {@code read_only}. */
  public static String superReadOnly(boolean isReadOnly) {
    return "SET GLOBAL super_read_only = " + onOrOff(isReadOnly);
  }

  /** 1 where it is. */
  public static String isSuperReadOnly() {
    return "SELECT @@global.super_read_only";
  }

  private static String onOrOff(boolean isOn) {
    return isOn ? "ON" : "OFF";
  }

  /** Settings of a running server, by name. */
  public static String settings() {
    return "SELECT variable_name, variable_value FROM performance_schema.global_variables";
  }

  /** Those of some settings that were set since its start or at it, by name. */
  public static String changed(List<String> names) {
    return """
        SELECT variable_name FROM performance_schema.variables_info
        WHERE variable_source <> 'COMPILED' AND variable_name IN (%s)"""
        .formatted(names.stream().map(it -> "'" + it + "'").collect(Collectors.joining(", ")));
  }

  public static String takeBack(String setting) {
    return "SET GLOBAL " + setting + " = DEFAULT";
  }

  /** Has a running server take what differs; settings that its version does not know are left. */
  public static List<String> apply(Map<String, String> wanted, Map<String, String> known) {
    var statements = new ArrayList<String>();
    wanted.forEach(
        (name, value) -> {
          if (!known.getOrDefault(name, value).equals(value.replace("'", ""))) {
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
          WHERE user NOT IN ('cairn_admin', 'cairn_replication', 'system user', 'event_scheduler')""";
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

  static String account(Account account) {
    return name(account.user()) + "@" + name(account.host());
  }

  private static String accounts(List<Account> all) {
    return all.stream().map(MySqlSql::account).collect(Collectors.joining(", "));
  }

  static String identified(String verifier) {
    return " IDENTIFIED WITH caching_sha2_password AS '"
        + verifier.replace("\\", "\\\\").replace("'", "''")
        + "'";
  }
}
