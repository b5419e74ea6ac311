package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients who are many, or slow, in front of the edge as it is kept. */
class EdgeUnderLoadTest extends RunningEdge {
  /** Three hundred of them stopped all stages once. */
  @Test
  void clientsOfOneStageThatReadNothingStopNoOther() throws IOException {
    var before = pid("edge.pid");
    int other = freePort();
    var shop = StageRef.parse("shop/dev");
    var upstream = Optional.of(upstream());
    router.apply(Map.of(STAGE, route(STAGE, port, upstream), shop, route(shop, other, upstream)));
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 450; i++) {
        var client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        clients.add(client);
        client
            .getOutputStream()
            .write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
      ReadyWait.upTo(SOON)
          .until(
              "they are served",
              () -> router.inFlight(upstream.get()).orElse(0) >= clients.size() - 10);
      for (int i = 0; i < 20; i++) {
        ReadyWait.upTo(SOON).until("an answer of the other stage", () -> get(other) == 200);
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  /** Who only waits gives way to who comes, so nobody is kept out, nor the server's question. */
  @Test
  void edgeThatManyComeToServesAndIsLeftAlone() throws IOException {
    var before = pid("edge.pid");
    var clients = new ArrayList<Socket>();
    var told = "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 9\r\n\r\n";
    for (int i = 0; i < 2600; i++) {
      var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      clients.add(client);
      try {
        client.getOutputStream().write(told.getBytes(StandardCharsets.UTF_8)); // and stays
      } catch (SocketException gaveWay) {
        assertThat(clients).hasSizeGreaterThan(100);
      }
    }
    try {
      ReadyWait.upTo(SOON).until("an answer beside them", () -> get() == 200);
      askUntilItIsNoted();
      assertThat(router.looks()).containsExactly(Map.entry(STAGE, Optional.empty()));
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  /** The proxy library holds an answer to them as a whole: one such request ended the edge. */
  @Test
  void clientThatKnowsNoChunksGetsMoreThanTheEdgeCouldHold() throws IOException {
    var before = pid("edge.pid");
    long received;
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write("GET /huge HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.0 200");
      assertThat(get()).as("meanwhile").isEqualTo(200);
      received = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
    assertThat(received).isGreaterThan(HUGE);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  @Test
  void edgeOutlivesMoreClientsThanItTakes() throws IOException {
    var before = pid("edge.pid");
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 5000; i++) {
        var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        clients.add(client);
        client
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (SocketException refused) {
      assertThat(clients).hasSizeGreaterThan(1000);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }
}
