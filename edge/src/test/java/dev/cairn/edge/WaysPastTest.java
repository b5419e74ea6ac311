package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways past what the edge says of a request, and past what it counts. */
class WaysPastTest {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final String HIDDEN = "GET /smuggled HTTP/1.1\r\nHost: internal\r\n\r\n";

  @TempDir Path directory;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(directory);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** As many applications do: what is no body is the next request. */
  private void meet(Socket client) throws IOException {
    for (var head = Raw.head(client); !head.isEmpty(); head = Raw.head(client)) {
      heads.add(head);
      var length = LENGTH.matcher(head);
      if (length.find()) {
        client.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
      } else if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
        var chunks = new StringBuilder();
        while (chunks.indexOf("0\r\n\r\n") < 0) {
          chunks.append((char) client.getInputStream().read());
        }
      }
      Raw.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
    }
  }

  private static String head(String first, String... fields) {
    return first + "\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  private String answer(int port, String request) throws IOException {
    try (var socket = Raw.connect(port)) {
      Raw.write(socket, request);
      return Raw.head(socket);
    }
  }

  @Test
  void theFramingOfARequestCannotBeTakenAway() throws Exception {
    try (var application = new Raw(this::meet)) {
      rig.toUpstream(application.upstream());
      var byLength =
          "POST / HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(HIDDEN.length(), HIDDEN);
      var byChunks =
          head(
                  "POST / HTTP/1.1",
                  "Connection: Transfer-Encoding, Host",
                  "Transfer-Encoding: chunked")
              + "%x\r\n%s\r\n0\r\n\r\n".formatted(HIDDEN.length(), HIDDEN);
      assertThat(answer(rig.port, byLength)).startsWith("HTTP/1.1 200");
      assertThat(answer(rig.port, byChunks)).startsWith("HTTP/1.1 200");
      assertThat(answer(rig.port, "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(heads).hasSize(3).noneMatch(it -> it.contains("/smuggled"));
      assertThat(heads).allMatch(it -> it.toLowerCase(Locale.ROOT).contains("host: a"));
    }
  }

  @Test
  void noOtherSpellingSaysWhoAsks() throws Exception {
    try (var application = new Raw(this::meet)) {
      rig.toUpstream(application.upstream());
      var asked =
          head(
              "GET / HTTP/1.1",
              "X_Forwarded_For: 9.9.9.9",
              "x_forwarded-proto: 9.9",
              "my_own: kept");
      assertThat(answer(rig.port, asked)).startsWith("HTTP/1.1 200");
      assertThat(heads.getFirst()).doesNotContain("9.9").contains("my_own: kept");
    }
  }

  @Test
  void whatBecomesHttpAgainIsNoUpgrade() throws Exception {
    try (var application = new Raw(this::meet)) {
      rig.toUpstream(application.upstream());
      for (var wanted : List.of("h2c", "websocket, h2c", "websocket,HTTP/2.0")) {
        var asked =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n"
                .formatted(wanted);
        assertThat(answer(rig.port, asked)).startsWith("HTTP/1.1 200");
      }
      assertThat(heads).hasSize(3).noneMatch(it -> it.contains("pgrade:"));
    }
  }

  @Test
  void consentToWhatNobodyAskedForIsNone() throws Exception {
    try (var application =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(
                  client,
                  "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
              client.getInputStream().read();
            })) {
      rig.toUpstream(application.upstream());
      var asked = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
      assertThat(answer(rig.port, asked)).startsWith("HTTP/1.1 502");
    }
  }

  @Test
  void whoAsksWhereNothingIsDeployedKeepsNoPlace() throws Exception {
    try (var socket = Raw.connect(rig.port)) {
      for (int i = 0; i <= Limits.REQUESTS_OF_A_STAGE; i++) {
        Raw.write(socket, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(Raw.head(socket)).startsWith("HTTP/1.1 503");
      }
    }
    try (var application = new Raw(this::meet)) {
      rig.toUpstream(application.upstream());
      assertThat(answer(rig.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void statusIsNotSaidToANameThatWasPointedHere() throws Exception {
    var asked = "GET /status HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n".formatted(rig.statusPort);
    assertThat(answer(rig.statusPort, asked)).startsWith("HTTP/1.1 421");
  }

  /** Browsers send the value of a cookie without a name alone. */
  @Test
  void cookieWithoutANameIsNoneOfCairns() {
    var headers = new DefaultHttpHeaders();
    for (var line : List.of("=cairn_session=x", "== cairn_session=x; Path=/", "=", "a=b")) {
      headers.add("set-cookie", line);
    }
    Forwarded.response(headers);
    assertThat(headers.getAll("set-cookie")).containsExactly("=", "a=b");
  }
}
