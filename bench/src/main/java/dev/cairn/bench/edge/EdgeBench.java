package dev.cairn.bench.edge;

import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands between clients and applications: the edge, no proxy at all, and those that are
 * installed of nginx, HAProxy and Caddy, in one run and by turns; what the edge does while nobody
 * asks; and whether a stage notices that another is attacked.
 */
public final class EdgeBench {
  private static final List<Integer> BYTES = List.of(100, 10_000, 1_000_000);
  private static final List<Integer> CONNECTIONS = List.of(1, 32, 256);
  private static final Duration WARM = Duration.ofSeconds(8);
  private static final Duration TURN = Duration.ofSeconds(2);
  private static final int ROUNDS = 3;
  private static final Duration QUIET = Duration.ofSeconds(30);

  private EdgeBench() {}

  public static void main(String[] arguments) throws Exception {
    var directory = Files.createTempDirectory("cairn-bench-edge-");
    var applications = new ArrayList<Answering>();
    for (int bytes : BYTES) {
      applications.add(new Answering(bytes));
    }
    var direct = applications.stream().map(Answering::port).toList();
    var proxies = new ArrayList<Proxy>();
    try {
      proxies.add(Proxy.edge(directory, direct));
      idle(proxies.getFirst());
      proxies.addAll(Proxy.others(directory, direct));
      compare(direct, proxies);
      for (var proxy : proxies) {
        System.out.printf("%-8s %d MiB resident after this%n", proxy.name(), proxy.residentMib());
      }
      System.out.println("  (bounds of the edge: 90 when idle, 160 when loaded)");
      Attacks.measure(proxies.getFirst(), direct);
    } finally {
      proxies.forEach(Proxy::close);
      for (var application : applications) {
        application.close();
      }
      delete(directory);
    }
  }

  private static void idle(Proxy edge) throws IOException {
    Clients.run(edge.ports().getFirst(), 1, true, TURN);
    Waiting.pause(Duration.ofSeconds(10));
    long before = edge.wakeups();
    Waiting.pause(QUIET);
    System.out.printf(
        "%nedge when idle: %d MiB resident, %.1f wakeups a second (bound 2)%n",
        edge.residentMib(), (edge.wakeups() - before) / (double) QUIET.toSeconds());
  }

  private static void compare(List<Integer> direct, List<Proxy> proxies) throws IOException {
    for (var proxy : proxies) {
      Clients.run(proxy.ports().getFirst(), 32, true, WARM);
    }
    for (int i = 0; i < BYTES.size(); i++) {
      for (int connections : CONNECTIONS) {
        print(BYTES.get(i), connections, true);
        turns(direct.get(i), proxies, i, connections, true);
      }
    }
    print(BYTES.getFirst(), 32, false);
    turns(direct.getFirst(), proxies, 0, 32, false);
  }

  private static void print(int bytes, int connections, boolean keepAlive) {
    System.out.printf(
        "%n%,d bytes, %d connections, %s%n",
        bytes, connections, keepAlive ? "kept" : "a new one for each request");
  }

  /** Each in its turn, several times, so that a noisy moment is nobody's alone; medians. */
  private static void turns(
      int direct, List<Proxy> proxies, int application, int connections, boolean keepAlive)
      throws IOException {
    var ports = new ArrayList<Integer>(List.of(direct));
    proxies.forEach(proxy -> ports.add(proxy.ports().get(application)));
    var outcomes = new ArrayList<List<Clients.Outcome>>();
    ports.forEach(port -> outcomes.add(new ArrayList<>()));
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < ports.size(); i++) {
        outcomes.get(i).add(Clients.run(ports.get(i), connections, keepAlive, TURN));
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      var median = median(outcomes.get(i));
      System.out.printf(
          "  %-8s %,9.0f a second, p50 %6.2f ms, p99 %6.2f ms, %d failed%n",
          i == 0 ? "direct" : proxies.get(i - 1).name(),
          median.perSecond(),
          median.p50Millis(),
          median.p99Millis(),
          outcomes.get(i).stream().mapToInt(Clients.Outcome::failed).sum());
    }
  }

  static Clients.Outcome median(List<Clients.Outcome> outcomes) {
    return outcomes.stream()
        .sorted(Comparator.comparingDouble(Clients.Outcome::perSecond))
        .toList()
        .get(outcomes.size() / 2);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
