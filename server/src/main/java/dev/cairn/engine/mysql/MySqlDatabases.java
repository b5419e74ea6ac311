package dev.cairn.engine.mysql;

import dev.cairn.engine.Tuning;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import java.util.ArrayList;
import java.util.List;

/**
 * The databases that an application's user may make beside its own. MySQL only grants by the
 * beginning of a name, so these are the names that tools choose: {@code shop_test}, {@code
 * test_shop} (Django), {@code prisma_migrate_shadow_db_…}.
 */
public final class MySqlDatabases {
  private MySqlDatabases() {}

  /** Patterns of names, as grants have them. */
  public static List<String> patterns(String database) {
    var name = database.replace("_", "\\_").replace("%", "\\%");
    return List.of(name + "\\_%", "test\\_" + name + "%", "prisma\\_migrate\\_shadow\\_db\\_%");
  }

  /** Whether slow statements are kept, for the application to read. */
  public static boolean logsSlowly(Tuning tuning) {
    return tuning.settings().getOrDefault("slow_query_log", "off").equals("on");
  }

  public static String grantSlowLog(Account account) {
    return "GRANT SELECT ON mysql.slow_log TO " + who(account);
  }

  /** Those that may read it: user, host. */
  public static String slowLogReaders() {
    return "SELECT user, host FROM mysql.tables_priv WHERE db = 'mysql' AND table_name = 'slow_log'";
  }

  /** It is empty then, and nobody's to read. */
  public static List<String> endSlowLog(List<Account> readers) {
    var statements = new ArrayList<>(List.of("TRUNCATE TABLE mysql.slow_log"));
    readers.forEach(it -> statements.add("REVOKE SELECT ON mysql.slow_log FROM " + who(it)));
    return statements;
  }

  /** Accounts and patterns that were granted: user, host, pattern. */
  public static String granted() {
    return "SELECT user, host, db FROM mysql.db WHERE user NOT LIKE 'mysql.%' ORDER BY 1, 2, 3";
  }

  public static String grant(String pattern, Account account) {
    return "GRANT ALL ON " + MySqlSql.name(pattern) + ".* TO " + who(account);
  }

  public static String revoke(String pattern, Account account) {
    return "REVOKE ALL ON " + MySqlSql.name(pattern) + ".* FROM " + who(account);
  }

  private static String who(Account account) {
    return MySqlSql.name(account.user()) + "@" + MySqlSql.name(account.host());
  }
}
