package dev.cairn.bench;

import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import java.util.List;
import java.util.Optional;

/**
 * From the request for a new database to its first answered query, against the same made by hand
 * with the same programs. Takes rounds in turn, so that both sides meet the same machine; one
 * before the first, as programs are fetched and prepared once.
 */
final class NewDatabaseBench implements AutoCloseable {
  private static final int ROUNDS = 7;

  private final Installation installation = Installation.started();
  private final Databases databases = new Databases(installation.api());

  /** With a stack of that many stages: {@code bench/s0}, {@code bench/s1}, … */
  NewDatabaseBench(int stages) {
    var api = installation.api();
    api.createStack(new CreateStack("bench"));
    for (int i = 0; i < stages; i++) {
      var none = Optional.<String>empty();
      api.createStage("bench", new CreateStage("s" + i, none, none, none, List.of()));
    }
  }

  Databases databases() {
    return databases;
  }

  /** Makes and removes one, and returns how to make the like by hand. */
  ByHand warm(String engine) throws Exception {
    databases.addAndAsk("bench/s0", engine);
    var hand = ByHand.like(installation, "bench/s0", engine);
    databases.remove("bench/s0", engine);
    hand.makeOne();
    return hand;
  }

  /** Measures one after another and prints the table. */
  void one(String engine, double bound) throws Exception {
    var cairn = new Samples();
    var byHand = new Samples();
    try (var hand = warm(engine)) {
      for (int round = 0; round < ROUNDS; round++) {
        byHand.add(hand.makeOne());
        cairn.add(databases.addAndAsk("bench/s0", engine));
        databases.remove("bench/s0", engine);
      }
    }
    print("a new " + engine + ", request to first answered query", cairn, byHand, bound);
  }

  static void print(String what, Samples cairn, Samples byHand, double bound) {
    System.out.printf("%n%s%n", what);
    System.out.printf("  Cairn    %s%n", cairn);
    System.out.printf("  by hand  %s%n", byHand);
    System.out.printf("  ratio    %.2f (bound %.2f)%n", cairn.ratioTo(byHand), bound);
  }

  @Override
  public void close() {
    installation.close();
  }
}
