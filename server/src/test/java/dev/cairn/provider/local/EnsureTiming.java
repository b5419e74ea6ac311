package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times {@code ensure} of a new PostgreSQL beside initdb and pg_ctl by hand with the same binaries.
 * Arguments: version, how many one after another, how many at once.
 */
final class EnsureTiming {
  private EnsureTiming() {}

  public static void main(String[] args) throws Exception {
    var version = args[0];
    int rounds = Integer.parseInt(args[1]);
    int crowd = Integer.parseInt(args[2]);
    var home = Files.createTempDirectory("A-timing-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    var provider = LocalContract.open(home, stage -> Optional.empty());
    provider.prepare(Postgres.INSTANCE, version, System.out::println);
    var bin =
        new PostgresBinaries(home.resolve("engines"), java.util.Map.of(), new Processes())
            .ensure(version, line -> {});
    var made = new ArrayList<String>();
    try {
      for (int i = 0; i < rounds; i++) {
        double hand = byHand(home, bin);
        double ours = ensure(provider, "one-" + i, version);
        made.add("one-" + i);
        System.out.printf("by hand %.0f ms, ensure %.0f ms, ratio %.2f%n", hand, ours, ours / hand);
      }
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

  private static double ensure(LocalDatabases provider, String id, String version) {
    var wanted =
        new DatabaseInstance(
            id,
            Postgres.INSTANCE,
            version,
            Postgres.INSTANCE.types().getFirst(),
            Bytes.ofGib(20),
            Optional.empty(),
            "notes",
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

  private static double byHand(Path home, Path bin) throws Exception {
    var processes = new Processes();
    var data = Files.createDirectory(home.resolve("by-hand"));
    Trees.give(data, SystemUsers.engineUser());
    int port = Ports.pick(java.util.Set.of());
    long begin = System.nanoTime();
    run(processes, data, bin.resolve("initdb").toString(), "-D", data.toString(), "-A", "trust");
    run(
        processes,
        data,
        bin.resolve("pg_ctl").toString(),
        "-D",
        data.toString(),
        "-w",
        "-l",
        data.resolve("log").toString(),
        "-o",
        "-p " + port + " -c unix_socket_directories=''",
        "start");
    double millis = (System.nanoTime() - begin) / 1e6;
    run(processes, data, bin.resolve("pg_ctl").toString(), "-D", data.toString(), "stop");
    Trees.delete(data);
    return millis;
  }

  private static void run(Processes processes, Path directory, String... argv) {
    var outcome =
        processes.run(Command.of(List.of(argv)).in(directory).as(SystemUsers.engineUser()));
    if (!outcome.succeeded()) {
      throw new AssertionError(outcome.output());
    }
  }
}
