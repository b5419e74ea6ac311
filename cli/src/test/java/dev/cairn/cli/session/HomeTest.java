package dev.cairn.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.cli.Command;
import dev.cairn.cli.ServerFile;
import dev.cairn.cli.installation.AgreeingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which token goes to which server. */
class HomeTest {
  private static final String OWN = "cairn_ofThisHome";

  @TempDir private Path home;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(home.resolve("cli.token"), OWN + "\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    received.add(
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
            .orElse("nothing"));
    exchange.sendResponseHeaders(404, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private String foreign() {
    return "http://127.0.0.1:" + port();
  }

  private Command.Outcome status(String... options) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("status"));
    arguments.addAll(List.of(options));
    return new Command(home).run(arguments.toArray(String[]::new));
  }

  @Test
  void tokenOfTheHomeGoesToNoOtherServer() throws IOException, InterruptedException {
    var outcome = status("--server", foreign());

    assertThat(received).isEmpty();
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(foreign(), "--token-file").doesNotContain(OWN);
  }

  @Test
  void tokenOfTheHomeGoesToItsOwnServerAlsoWhereThatIsNamed()
      throws IOException, InterruptedException {
    ServerFile.write(home, port());

    status();
    status("--server", foreign());

    assertThat(received).containsExactly("Bearer " + OWN, "Bearer " + OWN);
  }

  /** The server died; whoever listens on its port now would have got all that Cairn holds. */
  @Test
  void strangerOnThePortOfADeadServerGetsNoToken() throws IOException, InterruptedException {
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    ServerFile.write(home, port(), dead.pid(), "1");

    var outcome = status();
    var named = status("--server", foreign());
    var up = new Command(home).run("up");

    assertThat(received).isEmpty();
    assertThat(up.err()).contains("answers somebody else", "CAIRN_PORT");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("does not run", "cairn up").doesNotContain(OWN);
    assertThat(named.status()).isEqualTo(1);
  }

  /** Its pid is a stranger's by now, or it lost its port to one. */
  @Test
  void strangerBesideALivingProcessGetsNoToken() throws IOException, InterruptedException {
    var other = new ProcessBuilder("sleep", "60").start();
    try {
      ServerFile.write(home, port(), other.pid());
      var outcome = status();
      assertThat(outcome.err()).contains("listens another", "ss -ltnp").doesNotContain(OWN);

      ServerFile.write(home, port(), ProcessHandle.current().pid(), "1");
      assertThat(status().err()).contains("does not run");
      assertThat(received).isEmpty();
    } finally {
      other.destroyForcibly();
    }
  }

  /** Each address of this machine has ports of its own, and maybe another who listens. */
  @Test
  void strangerAtAnotherAddressOfTheSamePortGetsNoToken() throws IOException, InterruptedException {
    var own = besideStranger();
    try {
      var outcome = status("--server", "http://[::1]:" + port());

      assertThat(received).isEmpty();
      assertThat(outcome.err()).contains("[::1]:" + port(), "listens another").doesNotContain(OWN);
    } finally {
      own.destroyForcibly();
    }
  }

  /** Browsers would go to him first, with the key that signs in. */
  @Test
  void norIsALinkMadeThatMayLeadToHim() throws IOException, InterruptedException {
    var own = besideStranger();
    try {
      var login = new Command(home).run("login");

      assertThat(login.status()).isEqualTo(1);
      assertThat(login.out()).isEmpty();
      assertThat(login.err())
          .contains("http://[::1]:" + port(), "listens another", "nor a link", "ss -ltnp");
      assertThat(status("--server", foreign()).err()).doesNotContain("listens another");
    } finally {
      own.destroyForcibly();
    }
  }

  /** The home's server at 127.0.0.1, and {@link #server} at the other address. */
  private Process besideStranger() throws IOException {
    var own = AgreeingServer.start();
    int port = AgreeingServer.port(own);
    serveAtTheOtherAddress(port);
    ServerFile.write(home, port, own.pid());
    return own;
  }

  private void serveAtTheOtherAddress(int port) throws IOException {
    server.stop(0);
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("::1"), port), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  @Test
  void noServerIsStartedBesideAStrangerAtTheOtherAddress()
      throws IOException, InterruptedException {
    int port = port();
    serveAtTheOtherAddress(port);
    ServerFile.write(home, port, ProcessHandle.current().pid(), "1");

    var up = new Command(home).run("up");

    assertThat(up.status()).isEqualTo(1);
    assertThat(up.err()).contains("At http://[::1]:" + port, "answers somebody else");
  }

  @Test
  void namedTokenGoesToTheNamedServer() throws IOException, InterruptedException {
    var file = Files.writeString(home.resolve("ci.token"), "cairn_ci\n");

    status("--server", foreign(), "--token-file", file.toString());

    assertThat(received).containsExactly("Bearer cairn_ci");
  }

  @Test
  void fileThatHoldsNoTokenIsNamedAndNotShown() throws IOException, InterruptedException {
    var file = Files.writeString(home.resolve("f"), "{\n  \"token\" : \"cairn_s3cret\"\n}\n");

    var outcome = status("--server", foreign(), "--token-file", file.toString());

    assertThat(received).isEmpty();
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(file.toString(), "cairn token create");
    assertThat(outcome.err()).doesNotContain("s3cret", "\tat ");
  }

  @Test
  void missingTokenFileIsNamed() throws IOException, InterruptedException {
    var outcome = status("--server", foreign(), "--token-file", "nosuch");

    assertThat(received).isEmpty();
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("nosuch").doesNotContain("Sign in");
  }

  @Test
  void whatIsNoAddressIsWrongUsage() throws IOException, InterruptedException {
    for (var server :
        List.of("localhost:7766", "ftp://x", "http://", "http:/x", "http://x:70000")) {
      var outcome = status("--server", server);
      assertThat(outcome.status()).as(server).isEqualTo(2);
      assertThat(outcome.err()).as(server).contains("--server").doesNotContain("\tat ");
    }
  }
}
