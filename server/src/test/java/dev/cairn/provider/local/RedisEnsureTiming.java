package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Redis;
import dev.cairn.process.Command;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times {@code ensure} of a new Redis beside redis-server by hand with the same program. Arguments:
 * version, how many one after another, how many at once.
 */
final class RedisEnsureTiming {
  private RedisEnsureTiming() {}

  public static void main(String[] args) throws Exception {
    var version = args[0];
    int rounds = Integer.parseInt(args[1]);
    int crowd = Integer.parseInt(args[2]);
    var home = Files.createTempDirectory("cairn-timing-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    var provider = LocalContract.open(home, stage -> Optional.empty());
    provider.prepare(Redis.INSTANCE, version, System.out::println);
    var program =
        new RedisBinaries(
                home.resolve("engines"),
                Map.of(),
                RedisBinaries.systemDirectories(),
                new Processes())
            .ensure(version, line -> {})
            .path();
    var made = new ArrayList<String>();
    var hands = new ArrayList<Double>();
    var all = new ArrayList<Double>();
    try {
      for (int i = 0; i < rounds; i++) {
        double hand = byHand(home, program);
        double ours = ensure(provider, "one-" + i, version);
        made.add("one-" + i);
        hands.add(hand);
        all.add(ours);
        System.out.printf("by hand %.0f ms, ensure %.0f ms, ratio %.2f%n", hand, ours, ours / hand);
      }
      System.out.printf(
          "medians: by hand %.0f ms, ensure %.0f ms; least: %.0f ms, %.0f ms%n",
          median(hands), median(all), Collections.min(hands), Collections.min(all));
      long begin = System.nanoTime();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = new ArrayList<Future<Double>>();
        for (int i = 0; i < crowd; i++) {
          var id = "crowd-" + i;
          made.add(id);
          running.add(executor.submit(() -> ensure(provider, id, version)));
        }
        for (var one : running) {
          one.get();
        }
      }
      System.out.printf("%d at once: %.0f ms%n", crowd, (System.nanoTime() - begin) / 1e6);
    } finally {
      made.forEach(id -> provider.remove(id, line -> {}));
      Trees.delete(home);
    }
  }

  private static double median(List<Double> some) {
    return some.stream().sorted().toList().get(some.size() / 2);
  }

  private static double ensure(LocalDatabases provider, String id, String version) {
    var wanted =
        new DatabaseInstance(
            id,
            Redis.INSTANCE,
            version,
            Redis.INSTANCE.types().getFirst(),
            Bytes.ofGib(20),
            Optional.empty(),
            "0",
            List.of(new Login("notes", Sensitive.of("p".repeat(40)))),
            false,
            Optional.empty());
    long begin = System.nanoTime();
    var outcome = provider.ensure(wanted, line -> {});
    double millis = (System.nanoTime() - begin) / 1e6;
    if (!outcome.equals(Progress.ready())) {
      throw new AssertionError(outcome);
    }
    return millis;
  }

  /** Until redis-cli has its first answer. */
  private static double byHand(Path home, Path program) throws Exception {
    var processes = new Processes();
    var data = Files.createDirectory(home.resolve("by-hand"));
    Trees.give(data, SystemUsers.engineUser());
    var port = String.valueOf(Ports.pick(Set.of()));
    long begin = System.nanoTime();
    var identity =
        processes.start(
            new Launch(
                List.of(program.toString(), "--port", port, "--appendonly", "yes"),
                data,
                Map.of(),
                data.resolve("log"),
                SystemUsers.engineUser()));
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until(
            "PONG",
            () ->
                processes
                    .run(Command.of("redis-cli", "-p", port, "ping"))
                    .output()
                    .contains("PONG"));
    double millis = (System.nanoTime() - begin) / 1e6;
    processes.terminate(identity, Duration.ofSeconds(5));
    Trees.delete(data);
    return millis;
  }
}
