package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All stages at one address with TLS, asked in HTTP/1. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedTlsTest {
  private static final int MEBI = 1024 * 1024;

  @TempDir Path directory;
  private Application notes;
  private Application shop;
  private TlsRig rig;

  @BeforeEach
  void start() throws Exception {
    notes = new Application("notes");
    shop = new Application("shop");
    rig = new TlsRig(directory);
    follow();
  }

  private void follow() throws Exception {
    rig.to("127.0.0.1:" + notes.port, "127.0.0.1:" + shop.port);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    notes.close();
    shop.close();
  }

  @Test
  void theStageIsChosenByHostAndToldOfTls() throws Exception {
    assertThat(rig.asked(TlsRig.NOTES, TlsRig.NOTES + ":" + rig.https))
        .startsWith("HTTP/1.1 200")
        .contains("\"x-forwarded-proto\":\"https\"")
        .contains("proto=https\"");
    assertThat(rig.asked(TlsRig.SHOP, "SHOP.example.org.")).startsWith("HTTP/1.1 200");
    assertThat(rig.edge.status().getJsonObject("certificates")).isEmpty();
  }

  @Test
  void theHostIsOneThatTheCertificateCovers() throws Exception {
    assertThat(rig.asked(TlsRig.NOTES, TlsRig.SHOP))
        .startsWith("HTTP/1.1 421")
        .contains("misdirected-request");
    assertThat(rig.asked(TlsRig.SHOP, "other.example.org"))
        .startsWith("HTTP/1.1 421")
        .contains("unknown-host");
    assertThat(notes.asked).hasValue(0);
    assertThat(shop.asked).hasValue(0);
  }

  @Test
  void anUnknownNameIsRefusedInTheHandshake() {
    for (var name : List.of("", "example.org", "a.b.example.org", "evil.example")) {
      assertThatThrownBy(() -> rig.connect(name))
          .as(name)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unrecognized_name");
    }
    assertThat(rig.refused("unknown-server-name")).isEqualTo(4);
  }

  @Test
  void theExactNameComesBeforeTheWildcard() throws Exception {
    var exact = new Certified(directory.resolve("exact.pem"), "EC", TlsRig.SHOP);
    rig.certificates(
        TlsRig.certificate(rig.wildcard.file, "*.example.org"),
        TlsRig.certificate(exact.file, TlsRig.SHOP));
    follow();
    assertThat(subject(rig.connect(Certified.trusting(exact), TlsRig.SHOP, p -> {})))
        .isEqualTo("CN=" + TlsRig.SHOP);
    assertThat(subject(rig.connect("other.example.org"))).isEqualTo("CN=*.example.org");
  }

  private static String subject(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  @Test
  void onlyTheNewerVersionsAreSpoken() throws Exception {
    for (var version : List.of("TLSv1.2", "TLSv1.3")) {
      var socket = rig.connect(TlsRig.NOTES, p -> p.setProtocols(new String[] {version}));
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
    // Of a first message that offers TLS 1.1, which the JDK's own client no longer can.
    try (var socket = Raw.connect(rig.https)) {
      socket.getOutputStream().write(hello(TlsRig.NOTES, 2));
      var answer = socket.getInputStream().readAllBytes();
      assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(answer[answer.length - 1]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  /** RFC 5246 §7.4.1.2, with a server name. */
  private static byte[] hello(String name, int minor) {
    int n = name.length();
    var body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {3, (byte) minor});
    body.writeBytes(new byte[32]);
    body.writeBytes(new byte[] {0, 0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, 1, 0});
    body.writeBytes(new byte[] {0, (byte) (n + 9), 0, 0, 0, (byte) (n + 5), 0, (byte) (n + 3)});
    body.writeBytes(new byte[] {0, 0, (byte) n});
    body.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    int length = body.size();
    var record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {22, 3, 1, 0, (byte) (length + 4), 1, 0, 0, (byte) length});
    record.writeBytes(body.toByteArray());
    return record.toByteArray();
  }

  @Test
  void aChangedCertificateIsForNewHandshakes() throws Exception {
    var socket = rig.connect(TlsRig.NOTES);
    ask(socket, "/");
    var renewed = new Certified(directory.resolve("renewed.pem"), "EC", TlsRig.NOTES);
    rig.certificates(TlsRig.certificate(renewed.file, TlsRig.NOTES));
    follow();
    ask(socket, "/");
    assertThat(rig.connect(Certified.trusting(renewed), TlsRig.NOTES, p -> {}).isConnected())
        .isTrue();
    assertThatThrownBy(() -> rig.connect(TlsRig.NOTES)).isInstanceOf(SSLException.class);
  }

  private static void ask(Socket socket, String path) throws IOException {
    Raw.write(socket, "GET " + path + " HTTP/1.1\r\nHost: " + TlsRig.NOTES + "\r\n\r\n");
    assertThat(Raw.head(socket)).startsWith("HTTP/1.1 200");
    socket.getInputStream().readNBytes("notes".length());
  }

  @Test
  void aCertificateThatCannotBeReadTroublesNoOther() throws Exception {
    var other = new Certified(directory.resolve("other.pem"), "EC", "other.example.com");
    var mixed = Files.writeString(directory.resolve("mixed.pem"), rig.notes.chain + other.key);
    var keyless = Files.writeString(directory.resolve("keyless.pem"), rig.notes.chain);
    var junk = Files.writeString(directory.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\n");
    var bad =
        Files.writeString(
            directory.resolve("bad.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + other.key);
    rig.certificates(
        TlsRig.certificate(directory.resolve("none.pem"), "a.example.com"),
        TlsRig.certificate(mixed, TlsRig.NOTES),
        TlsRig.certificate(keyless, "b.example.com"),
        TlsRig.certificate(junk, "c.example.com"),
        TlsRig.certificate(bad, "d.example.com"),
        TlsRig.certificate(rig.wildcard.file, "*.example.org"));
    follow();
    var problems = rig.edge.status().getJsonObject("certificates");
    assertThat(problems.getString(directory.resolve("none.pem").toString()))
        .isEqualTo("there is no such file");
    assertThat(problems.getString(mixed.toString())).isEqualTo("its key is another certificate's");
    assertThat(problems.getString(keyless.toString())).contains("private key");
    assertThat(problems.getString(junk.toString())).contains("private key");
    assertThat(problems.getString(bad.toString())).contains("not understood");
    assertThat(rig.asked(TlsRig.SHOP, TlsRig.SHOP)).startsWith("HTTP/1.1 200");
    assertThat(rig.asked(TlsRig.NOTES, TlsRig.NOTES))
        .as("by the certificate before")
        .startsWith("HTTP/1.1 200");
    Files.writeString(keyless, rig.notes.chain + rig.notes.key);
    follow();
    assertThat(rig.edge.status().getJsonObject("certificates").containsKey(keyless.toString()))
        .isFalse();
  }

  @Test
  void bodiesPassBothWaysWhateverTheirSize() throws Exception {
    var body = new byte[5 * MEBI];
    new Random(1).nextBytes(body);
    try (var client = rig.client(HttpClient.Version.HTTP_1_1)) {
      for (int i = 0; i < 3; i++) {
        var request =
            rig.request(TlsRig.NOTES, "/echo").POST(BodyPublishers.ofByteArray(body)).build();
        var answer = client.send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @Test
  void anAnswerThatIsNotWholeDoesNotLookWhole() throws Exception {
    try (var socket = rig.connect(TlsRig.NOTES)) {
      Raw.write(socket, "GET /half HTTP/1.0\r\nHost: " + TlsRig.NOTES + "\r\n\r\n");
      assertThatThrownBy(
              () -> {
                if (new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("1000")) {
                  throw new IOException("shorter than it says");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anEarlyAnswerIsHandedOnWhateverIsStillSent() throws Exception {
    try (var refusing =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(client, "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
            })) {
      rig.to(refusing.upstream(), refusing.upstream());
      try (var socket = rig.connect(TlsRig.NOTES)) {
        Raw.write(
            socket,
            "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(TlsRig.NOTES, 8 * MEBI));
        for (int i = 0; i < 8; i++) {
          socket.getOutputStream().write(new byte[MEBI]);
        }
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 413")
            .endsWith("large");
      }
    }
  }

  @Test
  void webSocketsPass() throws Exception {
    try (var socket = rig.connect(TlsRig.NOTES)) {
      Raw.write(
          socket,
          String.join(
              "\r\n",
              "GET / HTTP/1.1",
              "Host: " + TlsRig.NOTES,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "",
              ""));
      assertThat(Raw.head(socket)).startsWith("HTTP/1.1 101");
      socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
      assertThat(socket.getInputStream().readNBytes(4))
          .isEqualTo(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    }
  }

  @Test
  void aHandshakeHasATime() throws Exception {
    try (var impatient =
        new TlsRig(Files.createDirectory(directory.resolve("other")), Duration.ofSeconds(1))) {
      impatient.to("127.0.0.1:" + notes.port, "127.0.0.1:" + shop.port);
      var begun = Arrays.copyOf(hello(TlsRig.NOTES, 3), 20);
      for (var first : List.of(new byte[0], begun, hello(TlsRig.NOTES, 3))) {
        try (var socket = Raw.connect(impatient.https)) {
          socket.getOutputStream().write(first);
          assertThat(endsIn(socket)).isTrue();
        }
      }
    }
  }

  private static boolean endsIn(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException reset) {
      return reset.toString().contains("reset");
    }
  }

  @Test
  void whatIsNoHandshakeEndsTheConnection() throws Exception {
    for (var junk :
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u0016\u0003\u0001\u00ff\u00ff\u0001\u00ff")) {
      try (var socket = Raw.connect(rig.https)) {
        Raw.write(socket, junk + "x".repeat(70_000));
        assertThat(endsIn(socket)).isTrue();
      } catch (IOException reset) {
        assertThat(reset).hasMessageMatching(".*(reset|pipe).*");
      }
    }
    assertThat(rig.asked(TlsRig.SHOP, TlsRig.SHOP)).startsWith("HTTP/1.1 200");
  }

  /** More than wait at a time, each with a place of its own before anything is known of it. */
  @Test
  void handshakesThatNeverEndGiveWay() throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      var hello = hello(TlsRig.NOTES, 3);
      for (int i = 0; i < 3 * Limits.WAITING_CONNECTIONS; i++) {
        var socket = Raw.connect(rig.https);
        sockets.add(socket);
        socket.getOutputStream().write(hello, 0, i % 2 == 0 ? hello.length : hello.length - 1);
      }
      assertThat(rig.asked(TlsRig.SHOP, TlsRig.SHOP)).startsWith("HTTP/1.1 200");
      assertThat(endsIn(sockets.getFirst())).isTrue();
      assertThat(rig.edge.serves()).isTrue();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aProtocolThatIsNotSpokenIsRefused() throws Exception {
    assertThatThrownBy(
            () -> rig.connect(TlsRig.NOTES, p -> p.setApplicationProtocols(new String[] {"smtp"})))
        .isInstanceOf(IOException.class);
    var socket =
        rig.connect(TlsRig.NOTES, p -> p.setApplicationProtocols(new String[] {"x", "http/1.1"}));
    assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
  }
}
