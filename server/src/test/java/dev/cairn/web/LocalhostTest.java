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
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
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
      routes.get("/name", context -> context.result(Origin.of(context)));
      routes.post("/name", context -> context.result(Origin.of(context)));
    }
  }

  private static Listen listen(String bind, int port) {
    return new Listen(bind, port, List.of(), List.of(), Optional.empty(), true, Optional.empty());
  }

  private String answer(String base) {
    return site.send(HttpRequest.newBuilder(URI.create(base + "/name"))).body();
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

  @Test
  void formsOfItsOwnPagesAreTakenAtEachAddressAndNoOthers() {
    site.start(listen("127.0.0.1", 0), new Names());
    var six = "http://[::1]:" + site.port();

    assertThat(posted(six, six)).isEqualTo(200);
    assertThat(posted(six, "http://localhost:" + site.port())).isEqualTo(403);
  }

  private int posted(String base, String origin) {
    return site.send(
            HttpRequest.newBuilder(URI.create(base + "/name"))
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
