package dev.cairn.bench;

import dev.cairn.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Cairn of its own: empty home, own port. Closing it takes down and removes all that it started,
 * and fails if anything is left.
 */
public final class Installation implements AutoCloseable {
  /** The checkout that this runs in: the nearest directory above that holds {@code ./cairn}. */
  public static final Path REPOSITORY = repository();

  private static final JsonMapper JSON = new JsonMapper();

  private final Path home;
  private final int port;

  private Installation(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** One that was never started. */
  public static Installation empty() {
    try {
      return new Installation(Files.createTempDirectory("cairn-e2e-"), freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody listened at just now. */
  public static int freePort() {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One whose server runs. */
  public static Installation started() {
    var installation = empty();
    installation.up();
    return installation;
  }

  public Path home() {
    return home;
  }

  /** The console's address. */
  public URI console() {
    return URI.create("http://localhost:" + port);
  }

  /** A client with the token of this home. */
  public ApiClient api() {
    return new ApiClient(console(), () -> Optional.of(token()));
  }

  private String token() {
    try {
      return Files.readString(home.resolve("cli.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server where it does not run. */
  public void up() {
    cairn("up").expectSuccess();
  }

  /** Runs {@code ./cairn} with these arguments, to its end. */
  public Command cairn(String... arguments) {
    return cairn(Map.of(), "", arguments);
  }

  /** The same with more environment and with standard input. */
  public Command cairn(Map<String, String> more, String input, String... arguments) {
    var argv = new ArrayList<String>();
    argv.add(REPOSITORY.resolve("cairn").toString());
    argv.addAll(List.of(arguments));
    var environment = new HashMap<>(Map.of("CAIRN_HOME", home.toString()));
    environment.put("CAIRN_PORT", Integer.toString(port));
    environment.putAll(more);
    return Command.run(REPOSITORY, environment, input, argv);
  }

  /** Runs a command that must succeed and reads what it prints as JSON. */
  public JsonNode json(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("-o");
    all.add("json");
    return cairn(all.toArray(String[]::new)).expectSuccess().json();
  }

  /** The server's process, as it wrote it down itself. */
  public long serverPid() {
    return pidIn(home.resolve("server.json"));
  }

  /** The pid in a file that holds a process's identity. */
  public static long pidIn(Path identityFile) {
    var pid = JSON.readTree(identityFile.toFile()).findValue("pid");
    if (pid == null) {
      throw new IllegalStateException("no process identity in " + identityFile);
    }
    return pid.asLong();
  }

  /** {@code kill -9}, and waits until it is gone. */
  public static void kill9(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Waiting.until(Duration.ofSeconds(10), "process " + pid + " gone", () -> !isAlive(pid));
  }

  /** Whether a process of that number runs; a zombie does not. */
  public static boolean isAlive(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /** Every living process that belongs to this home, by its command line or environment. */
  public List<Long> processes() {
    try (var all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
          .filter(
              path ->
                  mentionsHome(path.resolve("cmdline")) || mentionsHome(path.resolve("environ")))
          .map(path -> Long.parseLong(path.getFileName().toString()))
          .filter(pid -> pid != ProcessHandle.current().pid() && isAlive(pid))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process's command line with spaces between its words; empty where it is gone. */
  public String commandLine(long pid) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  /** The process of a database, by the provider's name for it. */
  public long databasePid(String identifier) {
    return pidIn(home.resolve("databases").resolve(identifier).resolve("process.json"));
  }

  /** The program that a database runs, as it was called. */
  public Path databaseProgram(String identifier) {
    return Path.of(commandLine(databasePid(identifier)).split(" ", 2)[0]);
  }

  /** The edge's Java process, not the loop that starts it again. */
  public long edgePid() {
    return processes().stream()
        .filter(pid -> commandLine(pid).matches("\\S*java .*dev\\.cairn\\.edge\\.Main.*"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no edge runs"));
  }

  private boolean mentionsHome(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .contains(home.toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** The server's log, for a report of what went wrong. */
  public String serverLog() {
    try {
      return Files.readString(home.resolve("logs/server.log"));
    } catch (IOException e) {
      return "no server log: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    var down = cairn(Map.of(), "purge\n", "down", "--purge");
    var left = processes();
    left.forEach(Installation::kill9);
    down.expectSuccess();
    if (!left.isEmpty() || Files.exists(home)) {
      throw new IllegalStateException("left behind by " + home + ": processes " + left);
    }
  }

  private static Path repository() {
    var directory = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(directory.resolve("cairn"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("run this within a checkout of Cairn");
      }
    }
    return directory;
  }
}
