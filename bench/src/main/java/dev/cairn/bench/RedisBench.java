package dev.cairn.bench;

/** A new Redis against {@code redis-server} started by hand; must also stay below 300 ms. */
public final class RedisBench {
  private RedisBench() {}

  public static void main(String[] arguments) throws Exception {
    try (var bench = new NewDatabaseBench(1)) {
      bench.one("redis", 2.0);
      System.out.println("  (bound of Cairn's median: 300 ms)");
    }
  }
}
