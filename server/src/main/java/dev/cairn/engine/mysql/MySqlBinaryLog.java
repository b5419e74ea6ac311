package dev.cairn.engine.mysql;

import dev.cairn.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The binary log: every write in order, which replicas follow. Its files are in the data directory
 * and count to the storage; old ones go, so that it stays a share of that.
 *
 * @param files oldest first; the last is the one that is written
 */
public record MySqlBinaryLog(List<File> files) {
  /** It is off: what a server of an earlier Cairn's runs with until it starts anew. */
  public static final String OFF = "skip_log_bin = ON";

  private static final Bytes LEAST = Bytes.ofMib(256);
  private static final int FILES = 16;
  private static final String WEEK_SECONDS = "604800";

  /** One of its files. */
  public record File(String name, long size) {}

  public MySqlBinaryLog {
    files = List.copyOf(files);
  }

  /** As {@link #query} answers: name, size, and more. */
  public static MySqlBinaryLog of(List<List<String>> rows) {
    return new MySqlBinaryLog(
        rows.stream().map(row -> new File(row.get(0), Long.parseLong(row.get(1)))).toList());
  }

  public static String query() {
    return "SHOW BINARY LOGS";
  }

  /** What it may take of a storage. */
  public static Bytes most(Bytes storage) {
    return new Bytes(Math.max(LEAST.value(), storage.value() / 10));
  }

  /** Begins another file, so that the one before can go. */
  public static String next() {
    return "FLUSH BINARY LOGS";
  }

  /** Files before that one go, but for those that are sent to a replica at this moment. */
  public static String purge(String firstKept) {
    return "PURGE BINARY LOGS TO '" + firstKept + "'";
  }

  /**
   * Begins a history of its own, of none before. It ends the log as well.
   *
   * @param series of the server, like {@code 8.4}
   */
  public static String forgetHistory(String series) {
    return series.startsWith("8.0") ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS";
  }

  public long size() {
    return files.stream().mapToLong(File::size).sum();
  }

  /** Where its next write begins. */
  public Optional<MySqlPosition> end() {
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(MySqlPosition.of(files.getLast().name(), files.getLast().size()));
  }

  /** Bytes that were written after a position; all where that file is gone. */
  public long after(MySqlPosition position) {
    return files.stream()
        .mapToLong(
            file -> {
              var begin = MySqlPosition.of(file.name(), 0);
              long passed = begin.file() == position.file() ? position.offset() : 0;
              return begin.file() < position.file() ? 0 : Math.max(0, file.size() - passed);
            })
        .sum();
  }

  /** The first file to keep so that all of them take no more than that; empty where they do not. */
  public Optional<String> firstWithin(Bytes most) {
    long left = size();
    for (var file : files) {
      if (left <= most.value() || file.equals(files.getLast())) {
        return file.equals(files.getFirst()) ? Optional.empty() : Optional.of(file.name());
      }
      left -= file.size();
    }
    return Optional.empty();
  }

  /** The file that is written, where there are others before it. */
  public Optional<String> current() {
    return firstWithin(new Bytes(0));
  }

  /**
   * Settings that only a start takes, on a primary as on a replica: either may become the other.
   * Names of files do not depend on the machine's. The log's format is the server's default, rows;
   * so a function that an application makes need not say what it reads. No password is kept for
   * replication, and nothing follows before it is told to.
   *
   * @param id names it for good
   */
  static Map<String, String> startSettings(String id) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("log_bin", "binlog");
    settings.put("server_id", String.valueOf(serverId(id)));
    settings.put("gtid_mode", "ON");
    settings.put("enforce_gtid_consistency", "ON");
    settings.put("sync_binlog", "1");
    settings.put("binlog_expire_logs_seconds", WEEK_SECONDS);
    settings.put("loose_log_bin_trust_function_creators", "ON");
    settings.put("loose_log_replica_updates", "ON");
    settings.put("relay_log", "relay");
    settings.put("relay_log_recovery", "ON");
    settings.put("loose_skip_replica_start", "ON");
    settings.put("loose_replica_parallel_workers", "4");
    settings.put("loose_replica_preserve_commit_order", "ON");
    settings.put("plugin_load_add", "mysql_clone.so");
    return settings;
  }

  /** Of one file: small enough that a share of the storage is several. */
  static long fileMib(Bytes storage) {
    return Math.clamp(most(storage).toMib() / FILES, 16, 128);
  }

  /** Two servers that follow each other must differ in it; never 0. */
  static long serverId(String id) {
    var sum = new CRC32();
    sum.update(id.getBytes(StandardCharsets.UTF_8));
    return Math.max(1, sum.getValue());
  }
}
