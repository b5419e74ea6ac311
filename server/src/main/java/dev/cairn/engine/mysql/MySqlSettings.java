package dev.cairn.engine.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an instance type and a storage size mean in MySQL's own settings, all of which a running
 * server takes. The buffer pool is three quarters of the memory as on Amazon RDS, but half of it
 * where little memory leaves little for all else; the number of connections is Amazon RDS's formula
 * (docs.aws.amazon.com/AmazonRDS, Quotas). The pool is a multiple of the 128 MiB chunks that MySQL
 * resizes it by.
 */
final class MySqlSettings {
  private MySqlSettings() {}

  static Map<String, String> of(InstanceType type, Bytes storage) {
    long memory = type.memory().toMib();
    long pool = memory < 4096 ? memory / 2 : memory * 3 / 4;
    var settings = new LinkedHashMap<String, String>();
    settings.put("innodb_buffer_pool_size", mib(pool));
    settings.put(
        "innodb_redo_log_capacity",
        mib(within(64, Math.min(pool / 4, storage.toMib() / 20), 2048)));
    settings.put(
        "max_connections", String.valueOf(within(100, type.memory().value() / 12582880, 2000)));
    settings.put("temptable_max_ram", mib(within(32, memory / 16, 1024)));
    settings.put("max_binlog_size", mib(MySqlBinaryLog.fileMib(storage)));
    return settings;
  }

  /** How far temporary tables on disk may grow: a share of the storage that they count to. */
  static long temporaryMib(Bytes storage) {
    return within(64, storage.toMib() / 10, 65536);
  }

  private static long within(long least, long value, long most) {
    return Math.max(least, Math.min(value, most));
  }

  private static String mib(long mib) {
    return String.valueOf(Bytes.ofMib(mib).value());
  }
}
