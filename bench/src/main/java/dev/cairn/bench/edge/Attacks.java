package dev.cairn.bench.edge;

import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** One stage is attacked while another is asked by four clients, and before that. */
final class Attacks {
  private static final int CLIENTS = 4;
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n";

  /** What goes on at a port while its connections are kept open. */
  private interface Attack {
    void go(int port, List<Socket> open) throws IOException;
  }

  private Attacks() {}

  static void measure(Proxy edge, List<Integer> direct) throws Exception {
    int victim = edge.ports().get(0);
    int attacked = edge.ports().get(edge.ports().size() - 1);
    var attacks = new LinkedHashMap<String, Attack>();
    attacks.put("300 slow readers", many(300, HEAD + "\r\n"));
    attacks.put("3,600 unfinished heads", many(3600, HEAD + "A: " + "a".repeat(2000)));
    attacks.put("400 bodies that never come", many(400, body()));
    attacks.put("streams to HTTP/1.0", many(100, "GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
    attacks.put(
        "2,000 requests sent ahead by each of 100", many(100, (HEAD + "\r\n").repeat(2000)));
    attacks.put("noise", Attacks::noise);
    System.out.printf("%none stage attacked, another asked by %d clients%n", CLIENTS);
    var calm = Clients.run(victim, CLIENTS, true, TIME);
    print("nobody", calm);
    for (Map.Entry<String, Attack> each : attacks.entrySet()) {
      print(each.getKey(), during(each.getValue(), attacked, victim));
    }
  }

  private static Clients.Outcome during(Attack attack, int attacked, int victim) throws Exception {
    var over = new AtomicBoolean();
    var open = new ArrayList<Socket>();
    var attacker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    try {
                      attack.go(attacked, open);
                    } catch (IOException refused) {
                      Thread.onSpinWait();
                    }
                    Waiting.pause(Duration.ofMillis(50));
                  }
                });
    Waiting.pause(Duration.ofMillis(500));
    var outcome = Clients.run(victim, CLIENTS, true, TIME);
    over.set(true);
    attacker.join();
    for (var socket : open) {
      socket.close();
    }
    return outcome;
  }

  private static void print(String attack, Clients.Outcome outcome) {
    System.out.printf(
        "  %-42s %,8.0f a second, p99 %.2f ms, %d failed%n",
        attack, outcome.perSecond(), outcome.p99Millis(), outcome.failed());
  }

  /** So many connections on which that was said, and nothing is read; no more once they are. */
  private static Attack many(int connections, String said) {
    var bytes = said.getBytes(StandardCharsets.US_ASCII);
    return (port, open) -> {
      while (open.size() < connections) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.getOutputStream().write(bytes);
      }
    };
  }

  private static String body() {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
  }

  private static void noise(int port, List<Socket> open) throws IOException {
    var random = new Random(port);
    var bytes = new byte[500];
    for (int i = 0; i < 50; i++) {
      random.nextBytes(bytes);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(bytes);
      }
    }
  }
}
