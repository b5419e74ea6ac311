package dev.cairn.engine.postgres;

import static dev.cairn.engine.CatalogueWords.*;

import dev.cairn.engine.Catalogue;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Setting.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of PostgreSQL's settings people may choose. Ranges and units as {@code pg_settings} of
 * PostgreSQL 14 to 18 has them, with bounds where more would only harm; restarts where its context
 * is {@code postmaster} in any of these versions.
 */
public final class PostgresCatalogue {
  private static final String MEMORY = "Memory";
  private static final String CONNECTIONS = "Connections and time-outs";
  private static final String PLANNER = "Planner";
  private static final String PARALLEL = "Parallel work";
  private static final String VACUUM = "Autovacuum";
  private static final String WRITING = "Writing";
  private static final String LOG = "Log and statistics";
  private static final String LOCALE = "Language and time";

  private static final long MOST_KB = 2147483647L * KB;
  private static final long DAYS_24 = 2147483647L;

  private static final String CODE =
      "it loads code into the server; see cairn db extension for what can be added";

  /** All of them. */
  public static final Catalogue ALL =
      new Catalogue(
          List.of(
              size(
                  "work_mem", MEMORY, 64 * KB, GB * 16, KB, 25, "for each sort or hash of a query"),
              size("maintenance_work_mem", MEMORY, MB, GB * 64, KB, 50, "for VACUUM, CREATE INDEX"),
              size("autovacuum_work_mem", MEMORY, MB, GB * 64, KB, 50, "for each autovacuum"),
              restarting(
                  size("shared_buffers", MEMORY, 16 * MB, GB * 1024, 8 * KB, 75, "its own cache")),
              size(
                  "effective_cache_size",
                  MEMORY,
                  8 * KB,
                  GB * 1024,
                  8 * KB,
                  0,
                  "cache that queries are planned with"),
              size(
                  "temp_buffers",
                  MEMORY,
                  800 * KB,
                  GB * 16,
                  8 * KB,
                  25,
                  "for temporary tables of a session"),
              decimal(
                  "hash_mem_multiplier",
                  MEMORY,
                  1,
                  1000,
                  "how much more than work_mem a hash may take"),
              restarting(whole("max_connections", CONNECTIONS, 20, 5000, "connections at once")),
              time("statement_timeout", CONNECTIONS, 1, "0", "ends a statement that takes longer"),
              time(
                  "lock_timeout",
                  CONNECTIONS,
                  1,
                  "0",
                  "ends a statement that waits longer for a lock"),
              time(
                  "idle_in_transaction_session_timeout",
                  CONNECTIONS,
                  1,
                  "0",
                  "ends a session that leaves a transaction open"),
              time("idle_session_timeout", CONNECTIONS, 1, "0", "ends a session that does nothing"),
              since(
                  17,
                  time(
                      "transaction_timeout",
                      CONNECTIONS,
                      1,
                      "0",
                      "ends a transaction that takes longer")),
              time(
                  "deadlock_timeout",
                  CONNECTIONS,
                  1,
                  "",
                  "how long to wait before looking for a deadlock"),
              time(
                  "client_connection_check_interval",
                  CONNECTIONS,
                  1,
                  "0",
                  "how often to see whether a client is still there"),
              time(
                  "tcp_keepalives_idle",
                  CONNECTIONS,
                  1000,
                  "0",
                  "quiet time before a client is probed"),
              time("tcp_keepalives_interval", CONNECTIONS, 1000, "0", "time between probes"),
              whole(
                  "tcp_keepalives_count",
                  CONNECTIONS,
                  0,
                  127,
                  "probes before a client counts as gone"),
              decimal("random_page_cost", PLANNER, 0, 1000, "cost of a page read out of order"),
              decimal("seq_page_cost", PLANNER, 0, 1000, "cost of a page read in order"),
              decimal("cpu_tuple_cost", PLANNER, 0, 1000, "cost of a row"),
              decimal("cpu_index_tuple_cost", PLANNER, 0, 1000, "cost of an index entry"),
              whole(
                  "effective_io_concurrency", PLANNER, 0, 1000, "reads that the disk does at once"),
              whole("default_statistics_target", PLANNER, 1, 10000, "how finely ANALYZE looks"),
              flag("jit", PLANNER, "compiles expensive queries"),
              decimal("jit_above_cost", PLANNER, 0, 1e12, "from which cost on it compiles"),
              flag("enable_partitionwise_join", PLANNER, "joins partition by partition"),
              flag("enable_partitionwise_aggregate", PLANNER, "groups partition by partition"),
              choice(
                  "plan_cache_mode",
                  PLANNER,
                  "plans of prepared statements",
                  "auto",
                  "force_generic_plan",
                  "force_custom_plan"),
              whole(
                  "from_collapse_limit", PLANNER, 1, 1000, "subqueries that are planned together"),
              whole("join_collapse_limit", PLANNER, 1, 1000, "joins that are planned together"),
              whole("geqo_threshold", PLANNER, 2, 1000, "joins from which on plans are guessed"),
              restarting(
                  whole("max_worker_processes", PARALLEL, 4, 256, "background processes in all")),
              whole("max_parallel_workers", PARALLEL, 0, 256, "of them for queries"),
              whole("max_parallel_workers_per_gather", PARALLEL, 0, 64, "for one query"),
              whole("max_parallel_maintenance_workers", PARALLEL, 0, 64, "for one CREATE INDEX"),
              flag("autovacuum", VACUUM, "clears away dead rows by itself"),
              restarting(whole("autovacuum_max_workers", VACUUM, 1, 64, "tables at once")),
              time("autovacuum_naptime", VACUUM, 1000, "", "time between looks at a database"),
              decimal(
                  "autovacuum_vacuum_scale_factor",
                  VACUUM,
                  0,
                  100,
                  "share of dead rows that starts it"),
              whole(
                  "autovacuum_vacuum_threshold",
                  VACUUM,
                  0,
                  2147483647L,
                  "dead rows that start it, besides"),
              decimal(
                  "autovacuum_vacuum_insert_scale_factor",
                  VACUUM,
                  0,
                  100,
                  "share of new rows that starts it"),
              decimal(
                  "autovacuum_analyze_scale_factor",
                  VACUUM,
                  0,
                  100,
                  "share of changed rows that has it ANALYZE"),
              whole(
                  "autovacuum_analyze_threshold",
                  VACUUM,
                  0,
                  2147483647L,
                  "changed rows that have it ANALYZE, besides"),
              whole("autovacuum_vacuum_cost_limit", VACUUM, 1, 10000, "work between two rests"),
              decimal("autovacuum_vacuum_cost_delay", VACUUM, 0, 100, "milliseconds of a rest"),
              whole("vacuum_cost_limit", VACUUM, 1, 10000, "the same for VACUUM by hand"),
              time("checkpoint_timeout", WRITING, 30_000, "", "most time between checkpoints"),
              decimal(
                  "checkpoint_completion_target",
                  WRITING,
                  0,
                  1,
                  "share of that time that one is spread over"),
              choice(
                  "wal_compression",
                  WRITING,
                  "compresses whole pages in the log of changes",
                  "on",
                  "off",
                  "pglz",
                  "lz4",
                  "zstd"),
              size(
                  "temp_file_limit",
                  WRITING,
                  MB,
                  GB * 65536,
                  KB,
                  0,
                  "temporary files of a session"),
              choice(
                  "default_transaction_isolation",
                  WRITING,
                  "unless a transaction says otherwise",
                  "read committed",
                  "repeatable read",
                  "serializable"),
              time("log_min_duration_statement", LOG, 0, "-1", "logs statements that take longer"),
              time(
                  "log_autovacuum_min_duration", LOG, 0, "-1", "logs autovacuums that take longer"),
              choice(
                  "log_statement", LOG, "which statements are logged", "none", "ddl", "mod", "all"),
              flag("log_lock_waits", LOG, "logs waits longer than deadlock_timeout"),
              size(
                  "log_temp_files",
                  LOG,
                  0,
                  MOST_KB,
                  KB,
                  0,
                  "logs temporary files from this size on"),
              flag("log_checkpoints", LOG, "logs checkpoints"),
              flag("log_connections", LOG, "logs who connects"),
              flag("log_disconnections", LOG, "logs who leaves"),
              choice(
                  "log_min_error_statement",
                  LOG,
                  "logs statements that end so",
                  "error",
                  "fatal",
                  "panic"),
              flag("track_io_timing", LOG, "times reads and writes"),
              choice("track_functions", LOG, "counts calls of functions", "none", "pl", "all"),
              choice("compute_query_id", LOG, "numbers queries", "auto", "on", "off"),
              restarting(
                  size(
                      "track_activity_query_size",
                      LOG,
                      100,
                      MB,
                      1,
                      0,
                      "how much of a running query is shown")),
              restarting(
                  whole(
                      "pg_stat_statements.max",
                      LOG,
                      100,
                      100000,
                      "statements that pg_stat_statements keeps")),
              choice("pg_stat_statements.track", LOG, "which it counts", "top", "all", "none"),
              text(
                  "timezone",
                  LOCALE,
                  "[A-Za-z][A-Za-z0-9_+/-]{0,63}",
                  "a time zone like Europe/Berlin",
                  "of sessions that name none"),
              choice(
                  "datestyle",
                  LOCALE,
                  "how dates are read and shown",
                  "iso, mdy",
                  "iso, dmy",
                  "iso, ymd"),
              choice(
                  "intervalstyle",
                  LOCALE,
                  "how intervals are shown",
                  "postgres",
                  "postgres_verbose",
                  "sql_standard",
                  "iso_8601"),
              text(
                  "default_text_search_config",
                  LOCALE,
                  "(pg_catalog[.])?[a-z_]{1,40}",
                  "a configuration like pg_catalog.german",
                  "language of full-text search"),
              choice("bytea_output", LOCALE, "how bytes are shown", "hex", "escape")),
          Map.ofEntries(
              Map.entry("data_directory", PLACE),
              Map.entry("config_file", PLACE),
              Map.entry("hba_file", LOGIN),
              Map.entry("ident_file", LOGIN),
              Map.entry("external_pid_file", PLACE),
              Map.entry("listen_addresses", PLACE),
              Map.entry("port", PLACE),
              Map.entry("unix_socket*", PLACE),
              Map.entry("temp_tablespaces", PLACE),
              Map.entry("default_tablespace", PLACE),
              Map.entry("ssl*", LOGIN),
              Map.entry("password_encryption", LOGIN),
              Map.entry("krb_*", LOGIN),
              Map.entry("gss_*", LOGIN),
              Map.entry("authentication_timeout", LOGIN),
              Map.entry("oauth_*", LOGIN),
              Map.entry("superuser_reserved_connections", "Cairn itself logs in through them"),
              Map.entry("fsync", DURABLE),
              Map.entry("full_page_writes", DURABLE),
              Map.entry(
                  "synchronous_commit",
                  DURABLE + "; a session that can do without says SET synchronous_commit = off"),
              Map.entry("zero_damaged_pages", DURABLE),
              Map.entry("ignore_*", DURABLE),
              Map.entry("data_sync_retry", DURABLE),
              Map.entry("archive_*", OURS),
              Map.entry("restore_command", OURS),
              Map.entry("recovery_*", OURS),
              Map.entry("primary_*", OURS),
              Map.entry("wal_*", OURS),
              Map.entry("max_wal_senders", OURS),
              Map.entry("max_replication_slots", OURS),
              Map.entry("max_slot_wal_keep_size", OURS),
              Map.entry("max_wal_size", OURS),
              Map.entry("min_wal_size", OURS),
              Map.entry("hot_standby*", OURS),
              Map.entry("synchronous_standby_names", OURS),
              Map.entry("default_transaction_read_only", OURS),
              Map.entry("shared_preload_libraries", CODE),
              Map.entry("session_preload_libraries", CODE),
              Map.entry("local_preload_libraries", CODE),
              Map.entry("dynamic_library_path", CODE),
              Map.entry("extension_control_path", CODE),
              Map.entry("jit_provider", CODE),
              Map.entry("allow_*", CODE),
              Map.entry("logging_collector", LOGGING),
              Map.entry("log_destination", LOGGING),
              Map.entry("log_directory", LOGGING),
              Map.entry("log_file*", LOGGING),
              Map.entry("log_rotation*", LOGGING),
              Map.entry("log_truncate*", LOGGING),
              Map.entry("log_line_prefix", LOGGING),
              Map.entry("log_timezone", LOGGING),
              Map.entry("syslog*", LOGGING),
              Map.entry("event_source", LOGGING),
              Map.entry(
                  "lc_*", "the data were made with it, and dumps move between stages unchanged"),
              Map.entry("huge_page*", "it is this machine's to give"),
              Map.entry("dynamic_shared_memory_type", "it is this machine's to give"),
              Map.entry("shared_memory_type", "it is this machine's to give")));

  private PostgresCatalogue() {}

  private static Setting size(
      String name, String group, long least, long most, long unit, int share, String meaning) {
    return of(
        name, group, new Kind.Size(least, Math.min(most, MOST_KB * 8), unit, share, 1), meaning);
  }

  /** PostgreSQL counts what has no unit in seconds where less than one makes no sense. */
  private static Setting time(String name, String group, long least, String off, String meaning) {
    return of(
        name,
        group,
        new Kind.Time(
            least,
            least >= 1000 ? 86_400_000 : DAYS_24,
            least >= 1000 ? 1000 : 1,
            Optional.of(off).filter(it -> !it.isEmpty())),
        meaning);
  }
}
