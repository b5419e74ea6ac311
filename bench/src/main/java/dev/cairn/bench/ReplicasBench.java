package dev.cairn.bench;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiClient;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A read replica: of an almost empty primary, request to caught up, against the same by hand with
 * the same programs; and of a primary of 1 GiB that takes 100 writes a second, with what its
 * writers wait before and meanwhile.
 */
public final class ReplicasBench {
  private static final int ROUNDS = 7;
  private static final double BOUND = 1.3;
  private static final String PRIMARY = "bench/prod";
  private static final String REPLICA = "bench/eu";

  /** Whose {@code pg_basebackup} most machines have. */
  private static final Optional<String> POSTGRES_VERSION = Optional.of("15");

  private final Installation installation;
  private final ApiClient api;
  private final Databases databases;

  private ReplicasBench(Installation installation) {
    this.installation = installation;
    this.api = installation.api();
    this.databases = new Databases(api);
  }

  public static void main(String[] arguments) throws Exception {
    var engines = arguments.length == 0 ? List.of("postgres", "mysql") : List.of(arguments);
    try (var installation = Installation.started()) {
      var bench = new ReplicasBench(installation);
      bench.api.createStack(new CreateStack("bench"));
      bench.createStage("prod");
      bench.createStage("eu");
      for (var engine : engines) {
        bench.addPrimary(engine);
        bench.almostEmpty(engine);
        bench.large(engine);
        bench.databases.remove(PRIMARY, engine);
      }
    }
  }

  private void createStage(String name) {
    var none = Optional.<String>empty();
    api.createStage("bench", new CreateStage(name, none, none, none, List.of()));
  }

  private void addPrimary(String engine) {
    var version = engine.equals("postgres") ? POSTGRES_VERSION : Optional.<String>empty();
    var none = Optional.<String>empty();
    var wanted = new AddDatabase(engine, version, none, Optional.empty(), Optional.empty(), none);
    Operations.await(api, api.addDatabase(PRIMARY, wanted).operation().id());
  }

  /** From the request until it has replayed all that its primary wrote. */
  private Duration addReplica(String engine) {
    return Operations.time(
        api, () -> api.addDatabase(REPLICA, AddDatabase.replica(engine, PRIMARY + "/" + engine)));
  }

  private void almostEmpty(String engine) throws Exception {
    var cairn = new Samples();
    var byHand = new Samples();
    var program = installation.databaseProgram(api.database(PRIMARY + "/" + engine).identifier());
    try (var hand = ReplicaByHand.of(engine, program)) {
      hand.makeOne();
      addReplica(engine);
      databases.remove(REPLICA, engine);
      for (int round = 0; round < ROUNDS; round++) {
        byHand.add(hand.makeOne());
        cairn.add(addReplica(engine));
        databases.remove(REPLICA, engine);
      }
    }
    NewDatabaseBench.print(
        "a replica of an almost empty " + engine + ", request to caught up", cairn, byHand, BOUND);
  }

  private void large(String engine) throws Exception {
    var login = databases.login(PRIMARY + "/" + engine);
    Writer.prepare(engine, login, 1024);
    var took = new Samples();
    var alone = Writer.begin(engine, login);
    Waiting.pause(Duration.ofSeconds(20));
    var before = alone.finish();
    var meanwhile = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      var writer = Writer.begin(engine, login);
      took.add(addReplica(engine));
      meanwhile.add(writer.finish());
      databases.remove(REPLICA, engine);
    }
    System.out.printf("%na replica of 1 GiB of %s that takes 100 writes a second%n", engine);
    System.out.printf("  request to caught up  %s%n", took);
    System.out.printf("  a write before        %s%n", text(before));
    System.out.printf("  a write meanwhile     %s%n", text(meanwhile));
  }

  private static String text(Samples writes) {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, longest %.0f ms (n=%d)",
        writes.median().toNanos() / 1e6,
        writes.percentile(99).toNanos() / 1e6,
        writes.percentile(100).toNanos() / 1e6,
        writes.size());
  }
}
