package dev.cairn.engine.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an instance type and a storage size mean in PostgreSQL's own settings. Shares of memory
 * follow the documentation's advice (postgresql.org/docs/current/runtime-config-resource.html); the
 * number of connections is Amazon RDS's formula.
 */
final class PostgresSettings {
  /**
   * What a primary needs, so that one can be given its first replica while it runs: the defaults of
   * PostgreSQL 14 to 18, written down. No {@code wal_log_hints}, which makes the log longer for
   * pg_rewind: a primary that was stopped in order returns as a replica without that, and another
   * is copied anew.
   */
  static final Map<String, String> FOR_REPLICAS = forReplicas();

  private PostgresSettings() {}

  private static Map<String, String> forReplicas() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("wal_level", "replica");
    settings.put("max_wal_senders", "10");
    settings.put("max_replication_slots", "10");
    settings.put("max_prepared_transactions", "0");
    settings.put("max_locks_per_transaction", "64");
    return Collections.unmodifiableMap(settings);
  }

  static Map<String, String> of(InstanceType type, Bytes storage) {
    long memory = type.memory().toMib();
    long connections = within(100, type.memory().value() / 9531392, 500);
    long walLimit = within(256, storage.toMib() / 20, 4096);
    var settings = new LinkedHashMap<String, String>();
    settings.put("max_connections", String.valueOf(connections));
    settings.put("shared_buffers", mib(memory / 4));
    settings.put("effective_cache_size", mib(memory * 3 / 4));
    settings.put("work_mem", mib(within(4, memory / 4 / connections, 64)));
    settings.put("maintenance_work_mem", mib(within(64, memory / 16, 2048)));
    settings.put("max_worker_processes", String.valueOf(Math.max(8, type.vcpus())));
    settings.put("max_parallel_workers", String.valueOf(type.vcpus()));
    settings.put("max_parallel_workers_per_gather", String.valueOf(Math.max(1, type.vcpus() / 2)));
    settings.put("max_parallel_maintenance_workers", String.valueOf(Math.max(1, type.vcpus() / 2)));
    settings.put("min_wal_size", mib(Math.min(80, walLimit)));
    settings.put("max_wal_size", mib(walLimit));
    settings.put("max_slot_wal_keep_size", mib(within(256, storage.toMib() / 10, 16384)));
    settings.put("random_page_cost", "1.1");
    settings.putAll(FOR_REPLICAS);
    return settings;
  }

  private static long within(long least, long value, long most) {
    return Math.max(least, Math.min(value, most));
  }

  private static String mib(long mib) {
    return "'" + mib + "MB'";
  }
}
