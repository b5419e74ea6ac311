package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.provider.Statistics;
import java.util.Map;
import java.util.Optional;

/** What MySQL counts of itself, in the words of all engines. */
final class MySqlStatistics {
  private MySqlStatistics() {}

  static Statistics of(Map<String, String> counted) {
    long misses = number(counted, "innodb_buffer_pool_reads");
    return new Statistics(
        Math.toIntExact(number(counted, "connections")),
        Math.toIntExact(number(counted, "max_connections")),
        number(counted, "questions"),
        Math.max(0, number(counted, "innodb_buffer_pool_read_requests") - misses),
        misses,
        Optional.of(new Bytes(number(counted, "innodb_buffer_pool_bytes_data"))));
  }

  private static long number(Map<String, String> counted, String name) {
    return Long.parseLong(counted.getOrDefault(name, "0"));
  }
}
