package dev.cairn.bench;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The server's start to its first answered page with state already there; memory, processor time
 * and wakeups of server and edge when idle beside a database of each engine; {@code cairn db list}
 * from the shell's view.
 */
public final class ServerBench {
  private static final int ROUNDS = 7;
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** Until the JVM has compiled what an idle server does again and again. */
  private static final Duration SETTLED = Duration.ofMinutes(4);

  private ServerBench() {}

  public static void main(String[] arguments) throws IOException {
    try (var installation = Installation.started()) {
      var api = installation.api();
      api.createStack(new CreateStack("bench"));
      api.createStage(
          "bench",
          new CreateStage("dev", Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
      for (var engine : List.of("postgres", "mysql", "redis")) {
        var added = api.addDatabase("bench/dev", AddDatabase.of(engine));
        api.watch(added.operation().id(), view -> {});
      }
      start(installation);
      list(installation);
      idle(installation);
    }
  }

  private static void start(Installation installation) throws IOException {
    endLoop(installation);
    var samples = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      var pid = installation.serverPid();
      var argv = strings(pid, "cmdline");
      var environment = strings(pid, "environ");
      Installation.kill9(pid);
      var begin = System.nanoTime();
      launch(installation, argv, environment);
      Waiting.until(
          Duration.ofSeconds(60), "the first page", () -> answers(installation.console()));
      samples.add(Duration.ofNanos(System.nanoTime() - begin));
      Waiting.until(
          Duration.ofSeconds(10),
          "the server's own word of its process",
          () -> installation.serverPid() != pid);
    }
    System.out.printf("%nserver start to first answered page%n  %s (bound 1,500 ms)%n", samples);
  }

  /** What starts the server again when it dies would do so beside this. */
  private static void endLoop(Installation installation) {
    ProcessHandle.of(installation.serverPid())
        .flatMap(ProcessHandle::parent)
        .map(ProcessHandle::pid)
        .filter(parent -> installation.commandLine(parent).contains("server-loop"))
        .ifPresent(Installation::kill9);
  }

  private static void launch(Installation installation, List<String> argv, List<String> environment)
      throws IOException {
    var log = installation.home().resolve("logs/server.log").toFile();
    var builder =
        new ProcessBuilder(argv)
            .directory(installation.home().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectErrorStream(true);
    builder.environment().clear();
    for (var variable : environment) {
      var equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    builder.start();
  }

  private static void list(Installation installation) {
    var samples = new Samples();
    for (int round = 0; round < ROUNDS + 1; round++) {
      var begin = System.nanoTime();
      installation.cairn("db", "list", "bench/dev").expectSuccess();
      if (round > 0) {
        samples.add(Duration.ofNanos(System.nanoTime() - begin));
      }
    }
    System.out.printf("%ncairn db list%n  %s (bound 400 ms)%n", samples);
  }

  private static void idle(Installation installation) throws IOException {
    var server = installation.serverPid();
    var edge = installation.edgePid();
    Waiting.pause(SETTLED);
    var serverBefore = Work.of(server);
    var edgeBefore = Work.of(edge);
    Waiting.pause(IDLE);
    var serverWork = Work.of(server).since(serverBefore);
    var edgeWork = Work.of(edge).since(edgeBefore);
    System.out.printf("%nidle for %d s%n", IDLE.toSeconds());
    print("server", server, serverWork, 180);
    print("edge", edge, edgeWork, 90);
    System.out.println("wakeups a second, idle");
    print("server", serverWork, 8);
    print("edge", edgeWork, 2);
  }

  /** What a process did since it started. */
  private record Work(long ticks, long wakeups) {
    static Work of(long pid) throws IOException {
      return new Work(Processes.ticks(pid), Processes.wakeups(pid));
    }

    Work since(Work before) {
      return new Work(ticks - before.ticks, wakeups - before.wakeups);
    }
  }

  private static void print(String name, long pid, Work work, int bound) throws IOException {
    System.out.printf(
        "  %-8s %4d MiB resident (bound %d), %.2f %% of a core (bound 1)%n",
        name,
        Processes.residentKib(pid) / 1024,
        bound,
        100.0 * work.ticks() / 100 / IDLE.toSeconds());
  }

  private static void print(String name, Work work, int bound) {
    System.out.printf(
        "  %-8s %5.1f (bound %d)%n", name, (double) work.wakeups() / IDLE.toSeconds(), bound);
  }

  private static List<String> strings(long pid, String file) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/" + file));
      return Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\0", -1))
          .filter(part -> !part.isEmpty())
          .toList();
    } catch (IOException e) {
      return List.of("");
    }
  }

  private static boolean answers(URI page) {
    try {
      var connection = (HttpURLConnection) page.resolve("/sign-in").toURL().openConnection();
      connection.setReadTimeout(5000);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
