package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.config.Config.Listen;
import dev.cairn.core.ProblemException;
import dev.cairn.db.TestDatabase;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers go to the other address of localhost first: a link must lead to nobody else there. */
class LocalhostTest {
  private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("::1");

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private TestSite site;

  @BeforeEach
  void make() throws SocketException {
    assumeThat(NetworkInterface.getByInetAddress(SIX)).as("IPv6 on this machine").isNotNull();
    site = new TestSite(DATABASE.state());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private static final class Names implements Site {
    @Override
    public void register(RoutesConfig routes) {
      routes.get("/api/name", context -> context.result(Origin.of(context)));
      routes.get("/page", context -> context.result("page"));
      routes.post("/page", context -> context.result("done"));
    }

    @Override
    public boolean isForPrograms(String path) {
      return path.startsWith("/api");
    }
  }

  private static Listen listen(String bind, int port) {
    return new Listen(bind, port, List.of(), List.of(), Optional.empty(), true, Optional.empty());
  }

  private String answer(String base) {
    return site.send(HttpRequest.newBuilder(URI.create(base + "/api/name"))).body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", "127.0.0.2"})
  void nobodyElseCanListenAtEitherAddress(String bind) {
    site.start(listen(bind, 0), new Names());

    for (var address : List.of(FOUR, SIX)) {
      assertThatThrownBy(() -> new ServerSocket(site.localPort(), 1, address).close())
          .as("%s while Cairn listens on %s", address, bind)
          .isInstanceOf(BindException.class);
    }
  }

  @Test
  void theSameAnswersAtEachAddressByItsName() {
    site.start(listen("127.0.0.1", 0), new Names());

    for (var host : List.of("127.0.0.1", "[::1]", "localhost")) {
      var base = "http://" + host + ":" + site.port();
      assertThat(answer(base)).isEqualTo(base);
    }
  }

  /** A cookie that was set there would reach every application on this machine. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
  void pagesOfNumericAddressesAreAtLocalhost(String bind) {
    site.start(listen(bind, 0), new Names());

    var there = "http://localhost:" + site.port() + "/page?a=%2F%20b";
    for (var host : List.of("127.0.0.1", "[::1]")) {
      var base = "http://" + host + ":" + site.port();
      var answer = site.send(HttpRequest.newBuilder(URI.create(base + "/page?a=%2F%20b")));
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location")).contains(there);
      assertThat(posted(base, base)).isEqualTo(421);
    }
    assertThat(site.send(HttpRequest.newBuilder(URI.create(there))).body()).isEqualTo("page");
  }

  @Test
  void addressesThatSomebodyConfiguredServePages() throws IOException {
    var names = List.of("127.0.0.1");
    var four = new Listen("::1", 0, names, List.of(), Optional.empty(), false, Optional.empty());
    site.start(four, new Names());

    for (var host : List.of("127.0.0.1", "[::1]")) {
      var page = "GET /page HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      assertThat(raw(page)).as(host).startsWith("HTTP/1.1 200");
    }
  }

  private String raw(String text) throws IOException {
    try (var socket = new Socket(SIX, site.port())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void behindAProxyWhichMayHandOnAnAddressPagesAreServed() {
    var proxies = List.of(FOUR);
    site.start(
        new Listen("127.0.0.1", 0, List.of(), proxies, Optional.empty(), false, Optional.empty()),
        new Names());

    var page = URI.create("http://127.0.0.1:" + site.port() + "/page");
    assertThat(site.send(HttpRequest.newBuilder(page)).statusCode()).isEqualTo(200);
  }

  @Test
  void formsOfItsOwnPagesAreTakenAndNoOthers() {
    site.start(listen("127.0.0.1", 0), new Names());
    var base = "http://localhost:" + site.port();

    assertThat(posted(base, base)).isEqualTo(200);
    assertThat(posted(base, "http://127.0.0.1:" + site.port())).isEqualTo(403);
    assertThat(posted(base, "http://[::1]:" + site.port())).isEqualTo(403);
  }

  private int posted(String base, String origin) {
    return site.send(
            HttpRequest.newBuilder(URI.create(base + "/page"))
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  /** Whoever is at the other address would get every link's visitors. */
  @Test
  void itDoesNotStartBesideSomebodyElse() throws IOException {
    try (var other = new ServerSocket(0, 1, SIX)) {
      assertThatThrownBy(() -> site.start(listen("127.0.0.1", other.getLocalPort())))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("port-taken")
          .hasMessageContaining("[::1]:" + other.getLocalPort())
          .hasMessageContaining("process " + ProcessHandle.current().pid());

      new ServerSocket(other.getLocalPort(), 1, FOUR).close();
    }
  }
}
