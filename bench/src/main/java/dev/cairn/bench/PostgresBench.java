package dev.cairn.bench;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiClient;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * From the request for a new PostgreSQL to its first answered query, against the same made by hand
 * with the same binaries: one alone, and thirty asked for at once. Takes rounds in turn, so that
 * both sides meet the same machine.
 */
public final class PostgresBench {
  private static final int ROUNDS = 7;
  private static final int MANY = 30;

  private final ApiClient api;
  private final Path binaries;

  private PostgresBench(ApiClient api, Path binaries) {
    this.api = api;
    this.binaries = binaries;
  }

  public static void main(String[] arguments) throws Exception {
    try (var installation = Installation.started()) {
      var api = installation.api();
      api.createStack(new CreateStack("bench"));
      for (int i = 0; i < MANY; i++) {
        api.createStage("bench", stage("s" + i));
      }
      var bench = new PostgresBench(api, bin(installation, api));
      bench.one();
      bench.many();
    }
  }

  private void one() throws Exception {
    var cairn = new Samples();
    var byHand = new Samples();
    try (var hand = new ByHand(binaries)) {
      for (int round = 0; round < ROUNDS; round++) {
        byHand.add(hand.makeOne());
        cairn.add(addAndAsk("bench/s0"));
        remove("bench/s0");
      }
    }
    print("a new PostgreSQL, request to first answered query", cairn, byHand, 0.5);
  }

  private void many() throws Exception {
    var cairn = new Samples();
    var byHand = new Samples();
    int failed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var sum = Duration.ZERO;
      try (var hand = new ByHand(binaries)) {
        for (int i = 0; i < MANY; i++) {
          sum = sum.plus(hand.makeOne());
        }
      }
      byHand.add(sum);
      var begin = System.nanoTime();
      failed += all(i -> () -> addAndAsk("bench/s" + i));
      cairn.add(Duration.ofNanos(System.nanoTime() - begin));
      failed +=
          all(
              i ->
                  () -> {
                    remove("bench/s" + i);
                    return Duration.ZERO;
                  });
    }
    print(MANY + " asked for at once, all answering", cairn, byHand, 0.4);
    System.out.printf("  failed: %d%n", failed);
  }

  private static int all(java.util.function.IntFunction<Callable<Duration>> job)
      throws InterruptedException {
    int failed = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var jobs = new ArrayList<Callable<Duration>>();
      for (int i = 0; i < MANY; i++) {
        jobs.add(job.apply(i));
      }
      for (var future : executor.invokeAll(jobs)) {
        try {
          future.get();
        } catch (ExecutionException e) {
          failed++;
          System.out.println("  failed: " + e.getCause());
        }
      }
    }
    return failed;
  }

  private Duration addAndAsk(String stage) throws SQLException {
    var begin = System.nanoTime();
    var accepted =
        api.addDatabase(
            stage,
            new AddDatabase(
                "postgres",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    await(accepted.operation().id());
    var database = api.database(stage + "/postgres");
    var secret = api.revealSecret(database.secretName()).value().orElseThrow();
    var login = new Properties();
    login.setProperty("user", secret.username());
    login.setProperty("password", secret.password());
    var url = "jdbc:postgresql://" + secret.host() + ":" + secret.port() + "/" + secret.dbname();
    try (var connection = DriverManager.getConnection(url, login);
        var answer = connection.createStatement().executeQuery("select 1")) {
      if (!answer.next()) {
        throw new IllegalStateException("no answer from " + database.ref());
      }
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void remove(String stage) {
    await(api.removeDatabase(stage + "/postgres", false).operation().id());
  }

  private void await(String operation) {
    var outcome = api.watch(operation, view -> {});
    if (!outcome.hasSucceeded()) {
      throw new IllegalStateException(outcome.title() + ": " + outcome.problem());
    }
  }

  /** The binaries that Cairn itself used: measured after they are fetched and prepared. */
  private static Path bin(Installation installation, ApiClient api) throws IOException {
    var version = api.engines().getFirst().versions().getFirst().name();
    var system = Path.of("/usr/lib/postgresql", version, "bin");
    if (Files.isExecutable(system.resolve("initdb"))) {
      return system;
    }
    try (var found = Files.walk(installation.home().resolve("engines"))) {
      return found
          .filter(path -> Files.isExecutable(path.resolve("initdb")))
          .findFirst()
          .orElseThrow(() -> new IOException("no initdb under the installation's engines"));
    }
  }

  private static CreateStage stage(String name) {
    return new CreateStage(name, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  private static void print(String what, Samples cairn, Samples byHand, double bound) {
    System.out.printf("%n%s%n", what);
    System.out.printf("  Cairn    %s%n", cairn);
    System.out.printf("  by hand  %s%n", byHand);
    System.out.printf("  ratio    %.2f (bound %.2f)%n", cairn.ratioTo(byHand), bound);
  }
}
