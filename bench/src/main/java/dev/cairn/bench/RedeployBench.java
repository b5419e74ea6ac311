package dev.cairn.bench;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableChanges;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An application under load while it is deployed again and again, each time with a changed
 * variable: requests that failed, and how long they took. As a process and as a container.
 */
public final class RedeployBench {
  private static final int RATE = 200;
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private RedeployBench() {}

  public static void main(String[] arguments) {
    try (var installation = Installation.started()) {
      for (var runtime : List.of("process", "container")) {
        var stack = "hello-" + runtime;
        var address = new Applications(installation.api()).hello(stack, runtime);
        underLoad(installation.api(), stack + "/dev", runtime, address);
      }
    }
  }

  private static void underLoad(ApiClient api, String stage, String runtime, URI address) {
    var deploys = new Samples();
    var begin = System.nanoTime();
    try (var load = Load.start(address, RATE)) {
      Waiting.pause(Duration.ofSeconds(2));
      do {
        var one = System.nanoTime();
        var greeting = Map.of("GREETING", "hello " + deploys.size());
        var saved = api.changeVariables(stage, new VariableChanges(greeting, List.of()));
        Operations.await(api, saved.operation().orElseThrow().id());
        deploys.add(Duration.ofNanos(System.nanoTime() - one));
        Waiting.pause(Duration.ofSeconds(1));
      } while (System.nanoTime() - begin < WINDOW.minusSeconds(2).toNanos());
      System.out.printf("%nredeploys under %d requests a second, as a %s%n", RATE, runtime);
      System.out.printf("  %s%n", load.finish(WINDOW));
      System.out.printf("  one deploy %s%n", deploys);
    }
  }
}
