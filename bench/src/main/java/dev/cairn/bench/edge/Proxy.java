package dev.cairn.bench.edge;

import dev.cairn.bench.Installation;
import dev.cairn.bench.Processes;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A proxy in front of applications: one port for each. All keep connections to the applications and
 * write no log of requests; what else they do is as they come.
 */
final class Proxy implements AutoCloseable {
  private static final Duration STARTS = Duration.ofSeconds(20);

  private final String name;
  private final List<Integer> ports;
  private final Process process;

  private Proxy(String name, List<Integer> ports, Process process) {
    this.name = name;
    this.ports = ports;
    this.process = process;
  }

  String name() {
    return name;
  }

  List<Integer> ports() {
    return ports;
  }

  /** Memory of it and of what it started. */
  long residentMib() throws IOException {
    long kib = 0;
    for (var each : processes()) {
      kib += Processes.residentKib(each.pid());
    }
    return kib / 1024;
  }

  /** Voluntary changes of context of all threads of it and of what it started, so far. */
  long wakeups() throws IOException {
    long sum = 0;
    for (var each : processes()) {
      try (var tasks = Files.list(Path.of("/proc", Long.toString(each.pid()), "task"))) {
        for (var task : tasks.toList()) {
          sum += wakeups(task);
        }
      }
    }
    return sum;
  }

  private static long wakeups(Path task) throws IOException {
    try (var lines = Files.lines(task.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    }
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** The edge as its loop starts it, with its start-up cache. */
  static Proxy edge(Path directory, List<Integer> applications) throws IOException {
    var target = Installation.REPOSITORY.resolve("edge/target");
    var lib = Files.createDirectories(directory.resolve("lib"));
    try (var own = Files.list(target);
        var others = Files.list(target.resolve("lib"))) {
      for (var jar :
          Stream.concat(own, others).filter(p -> p.toString().endsWith(".jar")).toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    var ports = freePorts(applications);
    var routes = new ArrayList<String>();
    for (int i = 0; i < ports.size(); i++) {
      routes.add(
          "{\"stage\":\"bench/s%d\",\"port\":%d,\"upstream\":\"127.0.0.1:%d\"}"
              .formatted(i, ports.get(i), applications.get(i)));
    }
    var file = directory.resolve("routes.json");
    Files.writeString(
        file,
        "{\"revision\":1,\"statusPort\":%d,\"routes\":[%s]}"
            .formatted(Installation.freePort(), String.join(",", routes)));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var script =
        Installation.REPOSITORY
            .resolve("edge/src/main/resources/dev/cairn/edge/edge-loop.sh")
            .toString();
    var run = directory.toString();
    finish(start(directory, "sh", script, "train", java, lib.toString(), run));
    return started(
        "edge", ports, start(directory, "sh", script, "run", java, lib.toString(), file + "", run));
  }

  /** Those that are installed. */
  static List<Proxy> others(Path directory, List<Integer> applications) throws IOException {
    var found = new ArrayList<Proxy>();
    if (isInstalled("nginx")) {
      var ports = freePorts(applications);
      var file =
          write(directory, "nginx.conf", OtherConfigurations.nginx(directory, ports, applications));
      found.add(started("nginx", ports, start(directory, "nginx", "-e", "stderr", "-c", file)));
    }
    if (isInstalled("haproxy")) {
      var ports = freePorts(applications);
      var file = write(directory, "haproxy.cfg", OtherConfigurations.haproxy(ports, applications));
      found.add(started("haproxy", ports, start(directory, "haproxy", "-q", "-f", file)));
    }
    if (isInstalled("caddy")) {
      var ports = freePorts(applications);
      var file = write(directory, "Caddyfile", OtherConfigurations.caddy(ports, applications));
      found.add(
          started(
              "caddy",
              ports,
              start(directory, "caddy", "run", "--adapter", "caddyfile", "--config", file)));
    }
    return found;
  }

  private static boolean isInstalled(String program) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static String write(Path directory, String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static List<Integer> freePorts(List<Integer> applications) {
    return applications.stream().map(each -> Installation.freePort()).toList();
  }

  private static Process start(Path directory, String... command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    return builder.redirectOutput(directory.resolve(command[0] + ".log").toFile()).start();
  }

  private static void finish(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Proxy started(String name, List<Integer> ports, Process process) {
    for (int port : ports) {
      Waiting.until(STARTS, name + " listens", () -> listens(port));
    }
    return new Proxy(name, ports, process);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    finish(process);
  }
}
