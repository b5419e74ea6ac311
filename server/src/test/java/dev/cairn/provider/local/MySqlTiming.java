package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.MySql;
import dev.cairn.process.Command;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Times {@code ensure} of a new MySQL beside {@code mysqld --initialize-insecure} and a start by
 * hand with the same binaries. Arguments: how many one after another.
 */
final class MySqlTiming {
  private MySqlTiming() {}

  public static void main(String[] args) throws Exception {
    var home = Files.createTempDirectory("M-timing-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    MySqlForTests.link(home);
    var provider = LocalContract.open(home, stage -> Optional.empty());
    var prepared = provider.prepare(MySql.INSTANCE, MySqlForTests.VERSION, System.out::println);
    System.out.println(prepared);
    try {
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        double hand = byHand(home);
        var id = "one-" + i;
        double ours = ensure(provider, id);
        System.out.printf("by hand %.0f ms, ensure %.0f ms, ratio %.2f%n", hand, ours, ours / hand);
        long begin = System.nanoTime();
        var _ = provider.remove(id, line -> {});
        System.out.printf("remove %.0f ms%n", (System.nanoTime() - begin) / 1e6);
      }
    } finally {
      Trees.delete(home);
    }
  }

  private static double ensure(LocalDatabases provider, String id) {
    var wanted =
        new DatabaseInstance(
            id,
            MySql.INSTANCE,
            MySqlForTests.VERSION,
            MySql.INSTANCE.types().getFirst(),
            Bytes.ofGib(20),
            Optional.empty(),
            "notes",
            List.of(new Login("notes", Sensitive.of("p".repeat(40)))),
            false,
            Optional.empty());
    long begin = System.nanoTime();
    var outcome =
        provider.ensure(
            wanted,
            line -> System.out.printf("  %.0f %s%n", (System.nanoTime() - begin) / 1e6, line));
    double millis = (System.nanoTime() - begin) / 1e6;
    if (!outcome.equals(Progress.ready())) {
      throw new AssertionError(outcome);
    }
    return millis;
  }

  private static double byHand(Path home) throws Exception {
    var processes = new Processes();
    var mysqld = MySqlForTests.programs().resolve("mysqld").toString();
    var data = Files.createDirectory(home.resolve("by-hand"));
    Trees.give(data, SystemUsers.engineUser());
    int port = Ports.pick(Set.of());
    long begin = System.nanoTime();
    var made =
        processes.run(
            Command.of(mysqld, "--no-defaults", "--initialize-insecure", "--datadir=" + data)
                .within(Duration.ofMinutes(5))
                .as(SystemUsers.engineUser()));
    if (!made.succeeded()) {
      throw new AssertionError(made.output());
    }
    var server =
        processes.start(
            new Launch(
                List.of(
                    mysqld,
                    "--no-defaults",
                    "--datadir=" + data,
                    "--port=" + port,
                    "--socket=",
                    "--mysqlx=0"),
                data,
                Map.of(),
                home.resolve("by-hand.log"),
                SystemUsers.engineUser()));
    while (!greets(port)) {
      Thread.onSpinWait();
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    processes.signal(server, Signal.TERM);
    processes.terminate(server, Duration.ofSeconds(30));
    Trees.delete(data);
    return millis;
  }

  private static boolean greets(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return socket.getInputStream().read() >= 0;
    } catch (java.io.IOException notYet) {
      return false;
    }
  }
}
