package dev.cairn.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the edge costs: a request through it against the same request sent to the application
 * directly, one at a time and many at once; its memory afterwards.
 */
public final class EdgeBench {
  private static final int ROUNDS = 7;
  private static final int WARM = 3000;
  private static final int REQUESTS = 1000;
  private static final int CLIENTS = 32;
  private static final Duration BURST = Duration.ofSeconds(3);

  private EdgeBench() {}

  public static void main(String[] arguments) throws Exception {
    try (var installation = Installation.started()) {
      var edge = new Applications(installation.api()).hello("hello", "process");
      var direct = upstream(installation);
      one(edge, WARM);
      one(direct, WARM);
      latency(edge, direct);
      throughput(edge, direct);
      var resident = Processes.residentKib(installation.edgePid()) / 1024;
      System.out.printf("%nedge after this%n  %d MiB resident (bound when idle 90)%n", resident);
    }
  }

  private static void latency(URI edge, URI direct) throws IOException {
    var through = new Samples();
    var without = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      without.add(one(direct, REQUESTS));
      through.add(one(edge, REQUESTS));
    }
    System.out.printf("%none request at a time, median of each %,d%n", REQUESTS);
    System.out.printf("  direct   %,8.0f µs%n", without.median().toNanos() / 1e3);
    System.out.printf("  edge     %,8.0f µs%n", through.median().toNanos() / 1e3);
    System.out.printf("  ratio    %.2f%n", through.ratioTo(without));
  }

  private static Duration one(URI address, int times) throws IOException {
    var samples = new Samples();
    try (var connection = new PlainConnection(address, Load.PATIENCE)) {
      for (int i = 0; i < times; i++) {
        var begin = System.nanoTime();
        ask(connection, address);
        samples.add(Duration.ofNanos(System.nanoTime() - begin));
      }
    }
    return samples.median();
  }

  private static void throughput(URI edge, URI direct) throws Exception {
    var through = new double[ROUNDS];
    var without = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      without[round] = many(direct);
      through[round] = many(edge);
    }
    System.out.printf("%n%d clients at once, requests a second%n", CLIENTS);
    System.out.printf("  direct   %,8.0f%n", median(without));
    System.out.printf("  edge     %,8.0f%n", median(through));
    System.out.printf("  ratio    %.2f%n", median(through) / median(without));
  }

  private static double many(URI address) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + BURST.toNanos();
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      long answered = 0;
      var counts =
          IntStream.range(0, CLIENTS).mapToObj(i -> clients.submit(() -> until(end, address)));
      for (Future<Long> count : counts.toList()) {
        answered += count.get();
      }
      return answered / (double) BURST.toSeconds();
    }
  }

  private static long until(long end, URI address) throws IOException {
    long answered = 0;
    try (var connection = new PlainConnection(address, Load.PATIENCE)) {
      while (System.nanoTime() < end) {
        ask(connection, address);
        answered++;
      }
    }
    return answered;
  }

  private static void ask(PlainConnection connection, URI address) throws IOException {
    var answer = connection.get(address.getPath());
    if (answer.status() != 200) {
      throw new IOException("answered " + answer);
    }
  }

  private static double median(double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> values[i])
        .sorted()
        .skip(values.length / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Where the edge passes the only application's requests to. */
  private static URI upstream(Installation installation) {
    var routes = installation.home().resolve("edge/routes.json").toFile();
    var upstream = new JsonMapper().readTree(routes).findValue("upstream");
    if (upstream == null) {
      throw new IllegalStateException("no upstream in " + routes);
    }
    return URI.create("http://" + upstream.asString() + "/");
  }
}
