package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeCheckTest {
  private static final int STAGES = 3;

  @TempDir Path home;
  private final List<ServerSocket> sockets = new ArrayList<>();
  private final AtomicBoolean anyAsked = new AtomicBoolean();
  private final CountDownLatch asked = new CountDownLatch(STAGES);

  @BeforeEach
  void listen() throws IOException {
    new SystemUsers(new Processes()).ensure(home);
    for (int i = 0; i < STAGES; i++) {
      sockets.add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }
    new EdgeRouter(home, "127.0.0.1", List::of)
        .apply(
            sockets.stream()
                .map(ServerSocket::getLocalPort)
                .map(port -> new Route(StageRef.parse("s" + port + "/dev"), port, Optional.empty()))
                .collect(Collectors.toMap(Route::stage, Function.identity())));
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** The one that is asked first answers once all others are asked too, and nobody else does. */
  @Test
  void allPortsAreAskedAtOnce() {
    sockets.forEach(socket -> Thread.ofVirtual().start(() -> listenAt(socket)));

    assertThat(EdgeCheck.serves(home.resolve("edge/routes.json"))).isTrue();
  }

  private void listenAt(ServerSocket socket) {
    try (var client = socket.accept()) {
      boolean isFirst = anyAsked.compareAndSet(false, true);
      asked.countDown();
      if (isFirst) {
        asked.await();
        client.getOutputStream().write("HTTP/1.1 421".getBytes(StandardCharsets.US_ASCII));
      }
      client.getInputStream().readAllBytes();
    } catch (IOException closed) {
      // Who asked has heard enough.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
