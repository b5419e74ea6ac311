package dev.cairn.engine.mysql;

import static dev.cairn.engine.CatalogueWords.*;

import dev.cairn.engine.Catalogue;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Setting.Kind;
import java.util.List;
import java.util.Map;

/**
 * Which of MySQL's settings people may choose. Ranges and whether a running server takes them:
 * dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html. Times without a unit are
 * seconds, as MySQL has them.
 */
public final class MySqlCatalogue {
  private static final String SQL = "SQL";
  private static final String MEMORY = "Memory";
  private static final String CONNECTIONS = "Connections and time-outs";
  private static final String LOG = "Log and statistics";
  private static final String LOCALE = "Language and time";
  private static final String INNODB = "Tables";

  private static final long YEAR = 31536000;

  private static final String CODE = "it loads or runs code in the server";
  private static final String MADE = "the data were made with it, and it cannot change any more";

  /** All of them. */
  public static final Catalogue ALL =
      new Catalogue(
          List.of(
              several(
                  "sql_mode",
                  SQL,
                  "how strict it is",
                  "ALLOW_INVALID_DATES",
                  "ANSI_QUOTES",
                  "ERROR_FOR_DIVISION_BY_ZERO",
                  "HIGH_NOT_PRECEDENCE",
                  "IGNORE_SPACE",
                  "NO_AUTO_VALUE_ON_ZERO",
                  "NO_BACKSLASH_ESCAPES",
                  "NO_ENGINE_SUBSTITUTION",
                  "NO_UNSIGNED_SUBTRACTION",
                  "NO_ZERO_DATE",
                  "NO_ZERO_IN_DATE",
                  "ONLY_FULL_GROUP_BY",
                  "PAD_CHAR_TO_FULL_LENGTH",
                  "PIPES_AS_CONCAT",
                  "REAL_AS_FLOAT",
                  "STRICT_ALL_TABLES",
                  "STRICT_TRANS_TABLES",
                  "TIME_TRUNCATE_FRACTIONAL",
                  "ANSI",
                  "TRADITIONAL"),
              choice(
                  "transaction_isolation",
                  SQL,
                  "unless a transaction says otherwise",
                  "READ-UNCOMMITTED",
                  "READ-COMMITTED",
                  "REPEATABLE-READ",
                  "SERIALIZABLE"),
              flag("explicit_defaults_for_timestamp", SQL, "columns of type TIMESTAMP may be NULL"),
              size("group_concat_max_len", SQL, 4, GB, 0, "longest answer of GROUP_CONCAT"),
              whole("cte_max_recursion_depth", SQL, 0, 4294967295L, "steps of a recursive query"),
              whole("div_precision_increment", SQL, 0, 30, "digits that a division adds"),
              whole("auto_increment_increment", SQL, 1, 65535, "distance of AUTO_INCREMENT values"),
              whole("auto_increment_offset", SQL, 1, 65535, "the first of them"),
              flag("sql_require_primary_key", SQL, "refuses tables without a primary key"),
              flag("event_scheduler", SQL, "runs events"),
              flag("local_infile", SQL, "lets clients send files of theirs with LOAD DATA LOCAL"),
              whole("max_connections", CONNECTIONS, 10, 20000, "connections at once"),
              whole("wait_timeout", CONNECTIONS, 1, YEAR, "seconds that a connection may be quiet"),
              whole("interactive_timeout", CONNECTIONS, 1, YEAR, "the same for a person's"),
              whole("lock_wait_timeout", CONNECTIONS, 1, YEAR, "seconds to wait for a table"),
              whole(
                  "innodb_lock_wait_timeout",
                  CONNECTIONS,
                  1,
                  1073741824,
                  "seconds to wait for a row"),
              whole(
                  "max_execution_time",
                  CONNECTIONS,
                  0,
                  4294967295L,
                  "milliseconds that a SELECT may take; 0 for any"),
              whole(
                  "net_read_timeout", CONNECTIONS, 1, YEAR, "seconds to wait for a client's data"),
              whole(
                  "net_write_timeout",
                  CONNECTIONS,
                  1,
                  YEAR,
                  "seconds to wait for a client to take data"),
              size("max_allowed_packet", CONNECTIONS, KB, GB, 0, KB, "longest statement or value"),
              whole(
                  "max_prepared_stmt_count", CONNECTIONS, 0, 4194304, "prepared statements in all"),
              size(
                  "innodb_buffer_pool_size",
                  MEMORY,
                  128 * MB,
                  1024 * GB,
                  80,
                  128 * MB,
                  "its own cache"),
              size("sort_buffer_size", MEMORY, 32 * KB, GB, 25, "for each sort"),
              size("join_buffer_size", MEMORY, 128, GB, 25, 128, "for each join without an index"),
              size(
                  "read_buffer_size",
                  MEMORY,
                  8200 / 4096 * 4096 + 4096,
                  GB,
                  25,
                  4096,
                  "for each scan of a table"),
              size("read_rnd_buffer_size", MEMORY, KB, GB, 25, "for each sorted read"),
              size("tmp_table_size", MEMORY, KB, 64 * GB, 50, "a temporary table in memory"),
              size(
                  "max_heap_table_size",
                  MEMORY,
                  16 * KB,
                  64 * GB,
                  50,
                  KB,
                  "a table of the engine MEMORY"),
              whole("table_open_cache", MEMORY, 1, 524288, "tables that stay open"),
              whole(
                  "thread_cache_size",
                  MEMORY,
                  0,
                  16384,
                  "threads that stay for the next connection"),
              flag(
                  "innodb_strict_mode",
                  INNODB,
                  "refuses tables that cannot be as they are written"),
              whole(
                  "innodb_io_capacity",
                  INNODB,
                  100,
                  1000000,
                  "writes a second for work in the background"),
              restarting(
                  choice(
                      "innodb_autoinc_lock_mode",
                      INNODB,
                      "how AUTO_INCREMENT values are given",
                      "0",
                      "1",
                      "2")),
              restarting(
                  whole(
                      "innodb_ft_min_token_size",
                      INNODB,
                      0,
                      16,
                      "shortest word of full-text search")),
              restarting(whole("ft_min_word_len", INNODB, 1, 84, "the same for MyISAM")),
              flag("innodb_print_all_deadlocks", LOG, "logs deadlocks"),
              flag(
                  "slow_query_log",
                  LOG,
                  "keeps slow statements in mysql.slow_log, until it is off"),
              new Setting(
                  "long_query_time",
                  LOG,
                  new Kind.Decimal(0, YEAR),
                  false,
                  "seconds from which on one is slow",
                  0),
              flag("log_queries_not_using_indexes", LOG, "counts those without an index as slow"),
              whole(
                  "min_examined_row_limit",
                  LOG,
                  0,
                  4294967295L,
                  "rows that a slow one must have read"),
              restarting(
                  flag(
                      "performance_schema",
                      LOG,
                      "measures statements, waits and more, for memory")),
              text(
                  "character_set_server",
                  LOCALE,
                  "[a-z][a-z0-9]{2,15}",
                  "a character set like utf8mb4",
                  "of new databases that name none"),
              text(
                  "collation_server",
                  LOCALE,
                  "[a-z][a-z0-9_]{2,40}",
                  "a collation like utf8mb4_general_ci",
                  "the same, for how text is compared"),
              text(
                  "time_zone",
                  LOCALE,
                  "[+-]\\d{2}:\\d{2}|[A-Za-z][A-Za-z0-9_+/-]{0,63}",
                  "an offset like +02:00 or a time zone like Europe/Berlin",
                  "of sessions that name none"),
              text(
                  "lc_time_names",
                  LOCALE,
                  "[a-z]{2}_[A-Z]{2}",
                  "a locale like de_DE",
                  "names of days and months"),
              whole("default_week_format", LOCALE, 0, 7, "how WEEK() counts")),
          Map.ofEntries(
              Map.entry("datadir", PLACE),
              Map.entry("basedir", PLACE),
              Map.entry("tmpdir", PLACE),
              Map.entry("socket", PLACE),
              Map.entry("port", PLACE),
              Map.entry("bind_address", PLACE),
              Map.entry("admin_*", PLACE),
              Map.entry("mysqlx*", PLACE),
              Map.entry("pid_file", PLACE),
              Map.entry("skip_networking", PLACE),
              Map.entry(
                  "secure_file_priv",
                  "it would let the database read and write this machine's files"),
              Map.entry("ssl_*", LOGIN),
              Map.entry("tls_*", LOGIN),
              Map.entry("caching_sha2_*", LOGIN),
              Map.entry("sha256_*", LOGIN),
              Map.entry("skip_grant_tables", LOGIN),
              Map.entry("skip_name_resolve", LOGIN),
              Map.entry("default_authentication_plugin", LOGIN),
              Map.entry("authentication_policy", LOGIN),
              Map.entry("mandatory_roles", LOGIN),
              Map.entry("partial_revokes", LOGIN),
              Map.entry("plugin*", CODE),
              Map.entry("init_*", CODE),
              Map.entry("early_plugin_load", CODE),
              Map.entry("component*", CODE),
              Map.entry("innodb_flush_log_at_trx_commit", DURABLE),
              Map.entry("innodb_doublewrite*", DURABLE),
              Map.entry("innodb_flush_method", DURABLE),
              Map.entry("innodb_force_recovery", DURABLE),
              Map.entry("innodb_checksum*", DURABLE),
              Map.entry("sync_binlog", DURABLE),
              Map.entry("log_bin*", OURS),
              Map.entry("binlog_*", OURS),
              Map.entry("server_id", OURS),
              Map.entry("gtid_*", OURS),
              Map.entry("enforce_gtid_consistency", OURS),
              Map.entry("replica_*", OURS),
              Map.entry("relay_log*", OURS),
              Map.entry("skip_replica_start", OURS),
              Map.entry("log_replica_updates", OURS),
              Map.entry("max_binlog_size", OURS),
              Map.entry("sql_log_bin", OURS),
              Map.entry("skip_log_bin", OURS),
              Map.entry("clone_*", OURS),
              Map.entry("read_only", OURS),
              Map.entry("super_read_only", OURS),
              Map.entry("offline_mode", OURS),
              Map.entry("innodb_redo_log_capacity", OURS),
              Map.entry("innodb_temp_*", OURS),
              Map.entry("temptable_*", OURS),
              Map.entry("log_error*", LOGGING),
              Map.entry("log_output", LOGGING),
              Map.entry("slow_query_log_file", LOGGING),
              Map.entry("general_log*", "it would write every statement, with the values in it"),
              Map.entry("log_raw", "it would write passwords"),
              Map.entry("lower_case_table_names", MADE),
              Map.entry("innodb_data_file_path", MADE),
              Map.entry("innodb_page_size", MADE),
              Map.entry("innodb_undo_directory", PLACE),
              Map.entry("innodb_log_group_home_dir", PLACE)));

  private MySqlCatalogue() {}

  private static Setting size(
      String name, String group, long least, long most, int share, String meaning) {
    return size(name, group, least, most, share, 1, meaning);
  }

  private static Setting size(
      String name,
      String group,
      long least,
      long most,
      int share,
      long multipleOf,
      String meaning) {
    return of(name, group, new Kind.Size(least, most, 1, share, multipleOf), meaning);
  }
}
