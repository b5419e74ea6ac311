package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogsTest {
  @TempDir Path directory;
  private Application application;
  private Rig rig;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    application = new Application("notes");
    rig = new Rig(directory);
    file = directory.resolve("access/notes/dev.log");
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    application.close();
  }

  private void route(boolean writtenDown) throws Exception {
    rig.writeRoutes(
        new JsonObject()
            .put("stage", "notes/dev")
            .put("port", rig.port)
            .put("upstream", "127.0.0.1:" + application.port)
            .put("accessLog", writtenDown));
    rig.awaitRevision();
  }

  private List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException replaced) {
      return List.of();
    }
  }

  @Test
  void requestsAreWrittenDownWithoutWhatTheyAskedWith() throws Exception {
    route(true);
    var asked =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + rig.port + "/some/path?token=secret"))
            .header("User-Agent", "me \"and\" you")
            .build();
    rig.client.send(asked, HttpResponse.BodyHandlers.ofString());
    Rig.await(() -> lines().size() == 1);
    var line = new JsonObject(lines().getFirst());
    assertThat(line.getString("method")).isEqualTo("GET");
    assertThat(line.getString("path")).isEqualTo("/some/path");
    assertThat(line.getInteger("status")).isEqualTo(200);
    assertThat(line.getString("client")).isEqualTo("127.0.0.1");
    assertThat(line.getString("agent")).isEqualTo("me \"and\" you");
    assertThat(line.getLong("bytes")).isPositive();
    assertThat(lines().getFirst()).doesNotContain("secret");
  }

  /** What moves the cursor of a terminal is one byte, and may stand in a field. */
  @Test
  void whatAStrangerSaysMovesNobodysTerminal() throws Exception {
    route(true);
    try (var socket = Raw.connect(rig.port)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\u009b2Jy\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
    Rig.await(() -> lines().size() == 1);
    assertThat(new JsonObject(lines().getFirst()).getString("agent")).isEqualTo("x?2Jy");
  }

  @Test
  void nothingIsWrittenDownUnlessItIsWanted() throws Exception {
    route(false);
    rig.get("/before");
    route(true);
    rig.get("/wanted");
    Rig.await(() -> !lines().isEmpty());
    assertThat(lines()).hasSize(1).first().asString().contains("/wanted");
  }

  @Test
  void aFullFileBecomesTheFormerOne() throws Exception {
    route(true);
    var former = directory.resolve("access/notes/dev.log.1");
    for (int i = 0; i < 40; i++) {
      rig.get("/" + "long".repeat(50));
    }
    Rig.await(() -> Files.exists(former));
    rig.get("/last");
    Rig.await(() -> lines().stream().anyMatch(line -> line.contains("/last")));
    assertThat(Files.size(former)).isLessThan(2 * Rig.MOST_LOG + 40_000);
  }

  @Test
  void aStageThatIsNoNameIsNoFile() throws Exception {
    var logs = new AccessLogs(directory.resolve("access"), Rig.MOST_LOG);
    logs.start();
    logs.add("../elsewhere", "line");
    logs.add("notes/..", "line");
    logs.add("notes/dev", "line");
    Rig.await(() -> lines().size() == 1);
    assertThat(directory.resolve("elsewhere.log")).doesNotExist();
  }
}
