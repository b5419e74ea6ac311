package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.config.Config.Listen;
import dev.cairn.config.Config.Tls;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ways to listen beyond loopback: with TLS of its own, and behind a reverse proxy. */
class ListenTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final String NAME = "cairn.example.com";
  private static final List<InetAddress> PROXIES = List.of(InetAddress.ofLiteral("127.0.0.1"));

  @TempDir Path directory;
  private TestSite site;

  @BeforeEach
  void open() {
    site = new TestSite(DATABASE.state());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void start(List<InetAddress> proxies, Optional<Tls> tls) {
    start(new Listen("127.0.0.1", 0, List.of(NAME), proxies, tls, false, Optional.empty()));
  }

  private void start(Listen listen) {
    site.start(
        listen,
        routes -> {
          routes.get("/seen", context -> context.result(Origin.of(context) + " " + context.ip()));
          routes.post(
              "/sign-in",
              context -> {
                SessionCookie.set(context, site.session(Role.VIEWER));
                context.result("in");
              });
        });
  }

  private String ask(String method, String... headers) throws IOException {
    return askAs(NAME, method, headers);
  }

  private String askAs(String host, String method, String... headers) throws IOException {
    return site.raw(
        method
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\nContent-Length: 0\r\n"
            + String.join("", List.of(headers).stream().map(line -> line + "\r\n").toList())
            + "\r\n");
  }

  /** The base that a command of this machine is given. */
  private String seenHere() {
    var seen = site.send(site.requestAt(site.localPort(), "/seen")).body();
    return seen.substring(0, seen.indexOf(' '));
  }

  @Test
  void behindAProxyThatDoesTlsFormsAreTakenAndCookiesAreSecure() throws IOException {
    start(PROXIES, Optional.empty());

    assertThat(ask("POST /sign-in", "X-Forwarded-Proto: https", "Origin: https://" + NAME))
        .startsWith("HTTP/1.1 200")
        .containsPattern("Set-Cookie: cairn_session=[^\n]*Secure")
        .contains("Strict-Transport-Security");
    assertThat(ask("POST /sign-in", "X-Forwarded-Proto: https", "Origin: https://evil.example"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void theLastAddressCountsForItIsTheProxysOwnWord() throws IOException {
    start(PROXIES, Optional.empty());

    assertThat(
            ask(
                "GET /seen",
                "X-Forwarded-Proto: https",
                "X-Forwarded-For: 192.0.2.1, 198.51.100.7"))
        .endsWith("https://" + NAME + " 198.51.100.7");
    assertThat(ask("GET /seen", "X-Forwarded-For: nonsense"))
        .endsWith("http://" + NAME + " 127.0.0.1");
  }

  @Test
  void whoIsNotNamedAsAProxyIsNotBelieved() throws IOException {
    start(List.of(), Optional.empty());

    assertThat(ask("GET /seen", "X-Forwarded-Proto: https", "X-Forwarded-For: 198.51.100.7"))
        .endsWith("http://" + NAME + " 127.0.0.1");
    assertThat(ask("POST /sign-in", "X-Forwarded-Proto: https", "Origin: https://" + NAME))
        .startsWith("HTTP/1.1 403")
        .contains("another site");
  }

  @Test
  void behindAProxyCommandsOfThisMachineGetTheAddressThatOthersUse() throws IOException {
    start(PROXIES, Optional.empty());

    assertThat(seenHere()).isEqualTo("https://" + NAME);
    assertThat(ask("GET /seen", "X-Forwarded-Proto: http"))
        .endsWith("http://" + NAME + " 127.0.0.1");
  }

  /** The second proxy hands on {@code Host} without its port. */
  @Test
  void aProxyOnAPortOfItsOwnIsTold() throws IOException {
    start(
        new Listen(
            "127.0.0.1",
            0,
            List.of(),
            PROXIES,
            Optional.empty(),
            false,
            Optional.of(URI.create("https://" + NAME + ":8443"))));
    var origin = "Origin: https://" + NAME + ":8443";
    for (var host : List.of(NAME + ":8443", NAME)) {
      assertThat(askAs(host, "POST /sign-in", "X-Forwarded-Proto: https", origin))
          .startsWith("HTTP/1.1 200")
          .containsPattern("Set-Cookie: cairn_session=[^\n]*Secure");
    }
    assertThat(
            askAs(
                NAME + ":8443",
                "POST /sign-in",
                "X-Forwarded-Proto: https",
                "Origin: https://" + NAME + ":9443"))
        .startsWith("HTTP/1.1 403");
    assertThat(seenHere()).isEqualTo("https://" + NAME + ":8443");
    assertThat(askAs("evil.example:8443", "GET /seen")).startsWith("HTTP/1.1 421");
  }

  @Test
  void besideTlsCommandsOfThisMachineHaveADoorOfTheirOwn() throws Exception {
    start(List.of(), Optional.of(certificate()));

    assertThat(site.localPort()).isNotEqualTo(site.port());
    assertThat(seenHere()).isEqualTo("https://" + NAME + ":" + site.port());
    assertThat(ask("GET /seen")).doesNotContain("200 OK");
  }

  @Test
  void withTlsAndNoNameTheirDoorIsGivenToNobodyElse() throws Exception {
    var tls = Optional.of(certificate());
    start(new Listen("0.0.0.0", 0, List.of(), List.of(), tls, false, Optional.empty()));

    assertThat(seenHere()).isEqualTo("https://localhost:" + site.port());
  }

  @Test
  void norIsItWithoutTls() {
    start(bound("127.0.0.2"));

    assertThat(site.localPort()).isNotEqualTo(site.port());
    assertThat(seenHere()).isEqualTo("http://127.0.0.2:" + site.port());
  }

  @Test
  void beyondLoopbackWithoutTlsTheNameIsGiven() {
    start(
        new Listen(
            "0.0.0.0", 0, List.of(NAME), List.of(), Optional.empty(), true, Optional.empty()));

    assertThat(seenHere()).isEqualTo("http://" + NAME + ":" + site.port());
  }

  @Test
  void whereOnlyThisMachineAsksItsOwnWordIsGiven() {
    start(List.of(), Optional.empty());

    assertThat(seenHere()).isEqualTo("http://localhost:" + site.port());
  }

  private Tls certificate() throws IOException, InterruptedException {
    var tls = new Tls(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    var made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=" + NAME,
                "-keyout",
                tls.key().toString(),
                "-out",
                tls.certificate().toString())
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    return tls;
  }

  @Test
  void onePortIsEnoughWhereLocalhostReachesIt() {
    start(List.of(), Optional.empty());

    assertThat(site.localPort()).isEqualTo(site.port());
    assertThat(ListenRule.reachesLocalhost(bound("0.0.0.0"))).isTrue();
    assertThat(ListenRule.reachesLocalhost(bound("127.0.0.2"))).isFalse();
    assertThat(ListenRule.reachesLocalhost(bound("192.0.2.1"))).isFalse();
  }

  private static Listen bound(String address) {
    return new Listen(address, 0, List.of(), List.of(), Optional.empty(), true, Optional.empty());
  }
}
