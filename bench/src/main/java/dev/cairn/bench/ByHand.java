package dev.cairn.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL made by hand: {@code initdb} and {@code pg_ctl -w start} with given binaries. */
final class ByHand implements AutoCloseable {
  private final Path binaries;
  private final Path directory;

  /** A scratch directory that PostgreSQL's user may write. */
  ByHand(Path binaries) throws IOException {
    this.binaries = binaries;
    this.directory = Files.createTempDirectory("cairn-by-hand-");
    if (isRoot()) {
      Command.run(directory, Map.of(), "", List.of("chown", "cairn-db", directory.toString()))
          .expectSuccess();
    }
  }

  /** Makes and starts one, and returns how long it took; it is stopped before this returns. */
  Duration makeOne() throws IOException {
    var data = directory.resolve("data");
    int port;
    try (var probe = new ServerSocket(0)) {
      port = probe.getLocalPort();
    }
    var begin = System.nanoTime();
    run("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8");
    run(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-l",
        directory.resolve("log").toString(),
        "-o",
        "-p " + port + " -c unix_socket_directories='' -c listen_addresses=127.0.0.1",
        "start");
    var took = Duration.ofNanos(System.nanoTime() - begin);
    run("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
    Command.run(directory, Map.of(), "", List.of("rm", "-rf", data.toString())).expectSuccess();
    return took;
  }

  private void run(String program, String... arguments) {
    var argv = new ArrayList<String>();
    if (isRoot()) {
      argv.addAll(List.of("setpriv", "--reuid=cairn-db", "--regid=cairn-db", "--clear-groups"));
    }
    argv.add(binaries.resolve(program).toString());
    argv.addAll(List.of(arguments));
    Command.run(directory, Map.of(), "", argv).expectSuccess();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    Command.run(Path.of("/"), Map.of(), "", List.of("rm", "-rf", directory.toString()))
        .expectSuccess();
  }
}
