package dev.cairn.engine.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code INFO} answers: redis.io/docs/latest/commands/info. Unknown numbers are 0. */
public record RedisInfo(Map<String, String> values) {
  private static final long MIB = 1024 * 1024;

  public RedisInfo {
    values = Map.copyOf(values);
  }

  public static RedisInfo parse(String said) {
    var values = new HashMap<String, String>();
    said.lines()
        .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
        .forEach(
            line ->
                values.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip()));
    return new RedisInfo(values);
  }

  /**
   * The numbers of a user's connections, of those up to {@code newest}.
   *
   * @param said by {@code CLIENT LIST}: lines like {@code id=3 addr=… user=notes …}
   */
  public static List<Long> connections(String said, String user, long newest) {
    return said.lines()
        .filter(line -> (line + " ").contains(" user=" + user + " "))
        .filter(line -> line.matches("id=\\d{1,18} .*"))
        .map(line -> Long.valueOf(line.substring("id=".length(), line.indexOf(' '))))
        .filter(number -> number <= newest)
        .toList();
  }

  /** Tells one start of the server from another. */
  public String runId() {
    return values.getOrDefault("run_id", "");
  }

  /** Whether it still reads its data, and answers nothing yet. */
  public boolean isLoading() {
    return number("loading") != 0;
  }

  public int connections() {
    return (int) number("connected_clients");
  }

  public int maxConnections() {
    return (int) number("maxclients");
  }

  public long commands() {
    return number("total_commands_processed");
  }

  public long hits() {
    return number("keyspace_hits");
  }

  public long misses() {
    return number("keyspace_misses");
  }

  public long usedMemory() {
    return number("used_memory");
  }

  /** What the data may take. */
  public long maxMemory() {
    return number("maxmemory");
  }

  /** Bytes of memory that the data take: no less than they would in a file just rewritten. */
  public long dataset() {
    return number("used_memory_dataset");
  }

  /**
   * Whether the append-only file would become clearly smaller: much was appended since it was last
   * rewritten, or it is larger than what it describes. False while it is being rewritten.
   */
  public boolean shrinksWhenRewritten() {
    long size = number("aof_current_size");
    boolean isRewriting =
        number("aof_rewrite_in_progress") != 0 || number("aof_rewrite_scheduled") != 0;
    return !isRewriting
        && (size - number("aof_base_size") > Math.max(MIB, size / 5) || size > dataset() * 2 + MIB);
  }

  private long number(String key) {
    var value = values.getOrDefault(key, "0");
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
  }
}
