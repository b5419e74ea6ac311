package dev.cairn.bench;

import java.time.Duration;
import java.util.List;

/** A stage that asks for all three engines at once, against the slowest of them alone. */
public final class TogetherBench {
  private static final int ROUNDS = 7;
  private static final String STAGE = "bench/s0";
  private static final String SLOWEST = "mysql";
  private static final List<String> ENGINES = List.of("postgres", SLOWEST, "redis");

  private TogetherBench() {}

  public static void main(String[] arguments) throws Exception {
    var alone = new Samples();
    var together = new Samples();
    int failed = 0;
    try (var bench = new NewDatabaseBench(1)) {
      var databases = bench.databases();
      for (var engine : ENGINES) {
        bench.warm(engine).close();
      }
      for (int round = 0; round < ROUNDS; round++) {
        alone.add(databases.addAndAsk(STAGE, SLOWEST));
        databases.remove(STAGE, SLOWEST);
        var begin = System.nanoTime();
        failed += AtOnce.run(ENGINES.size(), i -> databases.addAndAsk(STAGE, ENGINES.get(i)));
        together.add(Duration.ofNanos(System.nanoTime() - begin));
        failed += AtOnce.run(ENGINES.size(), i -> databases.remove(STAGE, ENGINES.get(i)));
      }
    }
    System.out.printf("%na stage with all three at once, request to first answered queries%n");
    System.out.printf("  together  %s%n", together);
    System.out.printf("  %-8s  %s%n", SLOWEST, alone);
    System.out.printf(
        "  ratio     %.2f (bound 1.20)%n  failed: %d%n", together.ratioTo(alone), failed);
  }
}
