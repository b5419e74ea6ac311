package dev.cairn.cli;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.DatabaseView;
import dev.cairn.api.Listing;
import dev.cairn.api.WireJson;
import dev.cairn.cli.session.ProcessOnRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training run for the command's cache of loaded classes: runs an everyday command in a home
 * whose server it plays itself. Started by {@code bin/setup.sh} after a build, with a {@code
 * CAIRN_HOME} that is new and empty; no part of any command.
 */
final class Warm {
  private Warm() {}

  public static void main(String[] arguments) throws IOException {
    var answer = WireJson.MAPPER.writeValueAsBytes(new Listing<>(List.of(database())));
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    var home = Path.of(Optional.ofNullable(System.getenv("CAIRN_HOME")).orElseThrow());
    try {
      Files.writeString(home.resolve("cli.token"), "cairn_none");
      Files.writeString(home.resolve("server.json"), self(server.getAddress().getPort()));
      run("db", "list", "notes/dev");
      run("db", "list", "notes/dev", "-o", "json");
      run("db", "lst");
    } finally {
      server.stop(0);
    }
  }

  /** What a server says of itself, of this process. */
  private static String self(int port) throws IOException {
    var process = ProcessOnRecord.current();
    return WireJson.MAPPER.writeValueAsString(
        Map.of(
            "pid", process.pid(),
            "startTicks", process.startTicks(),
            "bootId", process.bootId(),
            "port", port));
  }

  private static void run(String... arguments) {
    Main.commandLine(Cairn.of(arguments)).execute(arguments);
  }

  private static DatabaseView database() {
    return new DatabaseView(
        "notes/dev/postgres",
        "postgres",
        "18",
        "db.t4g.micro",
        20,
        40_000_000,
        false,
        "created",
        "available",
        "",
        Optional.of("127.0.0.1"),
        Optional.of(20000),
        "notes",
        "notes",
        "dev-notes-postgres",
        "notes-dev-postgres-abcd",
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
