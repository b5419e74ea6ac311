package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketTest implements WebSocket.Listener {
  @TempDir Path directory;
  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private Application application;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    application = new Application("one");
    rig = new Rig(directory).to(application);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    application.close();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      received.add(part.toString());
      part.setLength(0);
    }
    socket.request(1);
    return null;
  }

  private WebSocket open(String path) throws Exception {
    return rig.client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + rig.port + path), this)
        .get(5, TimeUnit.SECONDS);
  }

  @Test
  void messagesPassBothWaysAndSurviveASwitch() throws Exception {
    assertThat(rig.get("/").statusCode()).isEqualTo(200);
    var socket = open("/");
    socket.sendText("hello", true).get();
    assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("hello");
    try (var two = new Application("two")) {
      rig.to(two);
      var large = "x".repeat(60_000);
      socket.sendText(large, true).get();
      assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo(large);
      var upgraded = rig.status().getJsonObject("upgraded");
      assertThat(upgraded).isEqualTo(new JsonObject().put("127.0.0.1:" + application.port, 1));
      assertThat(rig.inFlight(application)).isZero();
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get();
      Rig.await(() -> rig.status().getJsonObject("upgraded").isEmpty());
    }
  }

  @Test
  void upgradeAfterManyRequestsAndRefusalsIsAccepted() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(rig.get("/").statusCode()).isEqualTo(200);
    }
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> open("/refused")).isInstanceOf(ExecutionException.class);
    }
    // The application closes connections that were idle for a second: none of those is taken.
    for (int i = 0; i < 3; i++) {
      TimeUnit.MILLISECONDS.sleep(990 + 5 * i);
      open("/").abort();
    }
  }

  @Test
  void refusalOfTheApplicationReachesTheClient() {
    assertThatThrownBy(() -> open("/refused"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void deathOfTheApplicationClosesTheSocket() throws Exception {
    var socket = open("/");
    application.close();
    Rig.await(socket::isInputClosed);
    Rig.await(() -> rig.status().getJsonObject("upgraded").isEmpty());
  }
}
