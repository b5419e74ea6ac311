package dev.cairn.cli;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.DatabaseView;
import dev.cairn.api.Listing;
import dev.cairn.api.WireJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The training run for the command's cache of loaded classes: runs an everyday command against a
 * stand-in for the server. Started by {@code bin/setup.sh} after a build; no part of any command.
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
    var address = "http://localhost:" + server.getAddress().getPort();
    var token = Files.createTempFile("cairn", ".token");
    try {
      Files.writeString(token, "cairn_none");
      var signedIn = new String[] {"--server", address, "--token-file", token.toString()};
      run(signedIn, "db", "list", "notes/dev");
      run(signedIn, "db", "list", "notes/dev", "-o", "json");
      run(new String[0], "db", "lst");
    } finally {
      Files.delete(token);
      server.stop(0);
    }
  }

  private static void run(String[] options, String... command) {
    var arguments = Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new);
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
