package dev.cairn.cli.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.cli.Command;
import dev.cairn.cli.ServerFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a password comes from. */
class AttachDatabaseTest {
  private static final String[] ATTACH = {
    "db", "attach", "shop/dev", "postgres", "--host", "db.example.com", "--password-file", "-"
  };

  @TempDir private Path home;
  private final AtomicReference<String> received = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    Files.writeString(home.resolve("cli.token"), "cairn_t");
    ServerFile.write(home, server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void typedPasswordIsNotShown() throws IOException, InterruptedException {
    var line =
        Command.line(ATTACH).stream()
            .map(each -> "'" + each + "'")
            .collect(Collectors.joining(" "));
    var builder = new ProcessBuilder("script", "-qec", line, "/dev/null").redirectErrorStream(true);
    builder.environment().put("CAIRN_HOME", home.toString());
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Dcairn.terminal=012");
    builder.environment().put("SHELL", "/bin/sh");
    var terminal = builder.start();
    try (var screen = terminal.getInputStream();
        var keyboard = terminal.getOutputStream()) {
      var shown = new StringBuilder();
      while (!shown.toString().endsWith("Password: ")) {
        int read = screen.read();
        assertThat(read).as(shown.toString()).isNotNegative();
        shown.append((char) read);
      }
      keyboard.write(" tr0ub4dor \n".getBytes(UTF_8));
      keyboard.flush();
      shown.append(new String(screen.readAllBytes(), UTF_8));

      assertThat(terminal.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(shown).doesNotContain("tr0ub4dor");
      assertThat(received.get()).contains("\"password\":\" tr0ub4dor \"");
    } finally {
      terminal.destroyForcibly();
    }
  }

  @Test
  void pipedPasswordIsTheFirstLineAsItIs() throws IOException, InterruptedException {
    new Command(home).runWithInput(" tr0ub4dor \nmore\n", ATTACH);

    assertThat(received.get()).contains("\"password\":\" tr0ub4dor \"");
  }
}
