package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Cairn of its own: empty home, own port. Closing it takes down and removes all that it started,
 * and fails if anything is left.
 */
final class Installation implements AutoCloseable {
  /** The checkout that this test belongs to. */
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final JsonMapper JSON = new JsonMapper();

  private final Path home;
  private final int port;

  private Installation(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  static Installation empty() {
    try (var probe = new ServerSocket(0)) {
      return new Installation(Files.createTempDirectory("cairn-e2e-"), probe.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Path home() {
    return home;
  }

  String console() {
    return "http://localhost:" + port;
  }

  /** Runs {@code ./cairn} with these arguments, to its end. */
  Command cairn(String... arguments) {
    return cairn(Map.of(), "", arguments);
  }

  Command cairn(Map<String, String> more, String input, String... arguments) {
    var argv = new ArrayList<String>();
    argv.add(REPOSITORY.resolve("cairn").toString());
    argv.addAll(List.of(arguments));
    var environment = new HashMap<>(Map.of("CAIRN_HOME", home.toString()));
    environment.put("CAIRN_PORT", Integer.toString(port));
    environment.putAll(more);
    return Command.run(REPOSITORY, environment, input, argv);
  }

  /** Runs a command that must succeed and reads what it prints as JSON. */
  JsonNode json(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("-o");
    all.add("json");
    return cairn(all.toArray(String[]::new)).expectSuccess().json();
  }

  /** What the server wrote about itself. */
  long serverPid() {
    return pidIn(home.resolve("server.json"));
  }

  static long pidIn(Path identityFile) {
    try {
      return JSON.readTree(identityFile.toFile()).findValue("pid").asLong();
    } catch (RuntimeException e) {
      throw new AssertionError("no process identity in " + identityFile, e);
    }
  }

  /** {@code kill -9}, and waits until it is gone. */
  static void kill9(long pid) {
    Command.run(REPOSITORY, Map.of(), "", List.of("kill", "-9", Long.toString(pid)))
        .expectSuccess();
    await(Duration.ofSeconds(10), "process " + pid + " gone", () -> !isAlive(pid));
  }

  static boolean isAlive(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits in steps of 20 ms; a time-out names what was waited for. */
  static Duration await(Duration atMost, String what, BooleanSupplier holds) {
    var begin = Instant.now();
    while (!holds.getAsBoolean()) {
      if (Duration.between(begin, Instant.now()).compareTo(atMost) > 0) {
        throw new AssertionError("not within " + atMost + ": " + what);
      }
      pause(Duration.ofMillis(20));
    }
    return Duration.between(begin, Instant.now());
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Every living process that belongs to this home, by its command line or environment. */
  List<Long> processes() {
    try (var all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
          .filter(
              path ->
                  mentionsHome(path.resolve("cmdline")) || mentionsHome(path.resolve("environ")))
          .map(path -> Long.parseLong(path.getFileName().toString()))
          .filter(pid -> pid != ProcessHandle.current().pid() && isAlive(pid))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean mentionsHome(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(home.toString());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    var down = cairn(Map.of(), "purge\n", "down", "--purge");
    var left = processes();
    left.forEach(Installation::kill9);
    assertThat(down.status()).as("down --purge: %s%n%s", down.out(), down.err()).isZero();
    assertThat(left).as("processes left behind by %s", home).isEmpty();
    assertThat(home).doesNotExist();
  }

  /** For a test that failed: the end of the server's log. */
  String serverLog() {
    try (Stream<String> lines = Files.lines(home.resolve("logs/server.log"))) {
      return String.join("\n", lines.toList());
    } catch (IOException e) {
      return "no server log: " + e.getMessage();
    }
  }
}
