package dev.cairn.engine.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an instance type and a storage size mean in PostgreSQL's own settings. Shares of memory
 * follow the documentation's advice (postgresql.org/docs/current/runtime-config-resource.html); the
 * number of connections is Amazon RDS's formula.
 */
final class PostgresSettings {
  private PostgresSettings() {}

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
    return settings;
  }

  private static long within(long least, long value, long most) {
    return Math.max(least, Math.min(value, most));
  }

  private static String mib(long mib) {
    return "'" + mib + "MB'";
  }
}
