package dev.cairn.bench;

import java.time.Duration;

/**
 * A new PostgreSQL against {@code initdb} and a start by hand: one alone, and thirty asked for at
 * once.
 */
public final class PostgresBench {
  private static final int ROUNDS = 7;
  private static final int MANY = 30;

  private PostgresBench() {}

  public static void main(String[] arguments) throws Exception {
    try (var bench = new NewDatabaseBench(MANY)) {
      bench.one("postgres", 0.5);
      many(bench);
    }
  }

  private static void many(NewDatabaseBench bench) throws Exception {
    var databases = bench.databases();
    var cairn = new Samples();
    var byHand = new Samples();
    int failed = 0;
    try (var hand = bench.warm("postgres")) {
      for (int round = 0; round < ROUNDS; round++) {
        var sum = Duration.ZERO;
        for (int i = 0; i < MANY; i++) {
          sum = sum.plus(hand.makeOne());
        }
        byHand.add(sum);
        var begin = System.nanoTime();
        failed += AtOnce.run(MANY, i -> databases.addAndAsk("bench/s" + i, "postgres"));
        cairn.add(Duration.ofNanos(System.nanoTime() - begin));
        failed += AtOnce.run(MANY, i -> databases.remove("bench/s" + i, "postgres"));
      }
    }
    NewDatabaseBench.print(MANY + " asked for at once, all answering", cairn, byHand, 0.4);
    System.out.printf("  failed: %d%n", failed);
  }
}
