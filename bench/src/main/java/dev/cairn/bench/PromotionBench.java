package dev.cairn.bench;

import java.util.List;

/**
 * Promotions of a pair under a writer: from the request to the first write at the new primary after
 * the last one was killed; and how long a planned one keeps writes from both, with the reads that
 * fail at the replica meanwhile.
 */
public final class PromotionBench {
  private static final int ROUNDS = 7;

  private PromotionBench() {}

  public static void main(String[] arguments) throws Exception {
    var engines = arguments.length == 0 ? List.of("postgres", "mysql") : List.of(arguments);
    try (var installation = Installation.started()) {
      for (var engine : engines) {
        try (var proof = PromotionProof.begin(installation, engine)) {
          unplanned(proof, engine);
          planned(proof, engine);
        }
      }
    }
  }

  private static void unplanned(PromotionProof proof, String engine) throws Exception {
    var written = new Samples();
    for (int number = 0; number < ROUNDS; number++) {
      written.add(proof.round(PromotionProof.Before.KILL).untilWritten());
    }
    System.out.printf("%nkill -9 of the primary, promotion asked for, %s%n", engine);
    System.out.printf(
        "  until a write at the new one  %s (bound %s ms)%n",
        written, engine.equals("postgres") ? "1,500" : "3,000");
  }

  private static void planned(PromotionProof proof, String engine) throws Exception {
    var refused = new Samples();
    int reads = 0;
    int failures = 0;
    for (int number = 0; number < ROUNDS; number++) {
      try (var reader = proof.reader()) {
        refused.add(proof.round(PromotionProof.Before.NOTHING).refused());
        reads += reader.reads();
        failures += reader.failures();
      }
    }
    System.out.printf("%nplanned promotion, %s%n", engine);
    System.out.printf("  writes refused for  %s (bound 1,000 ms)%n", refused);
    System.out.printf("  reads at the replica that failed  %d of %d (bound 0)%n", failures, reads);
  }
}
