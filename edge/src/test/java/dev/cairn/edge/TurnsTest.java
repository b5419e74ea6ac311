package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one connection may make the loop, on which all are served, do and hold. */
class TurnsTest {
  /** The class of each head that was parsed and whose request is not answered. */
  private static final String PARSED = "io.netty.handler.codec.http.DefaultHttpRequest";

  @TempDir Path directory;
  private final List<Socket> sockets = new ArrayList<>();
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(directory);
  }

  @AfterEach
  void stop() throws Exception {
    for (var socket : sockets) {
      socket.close();
    }
    rig.close();
  }

  @Test
  void requestsSentAheadStayAsBytes() throws Exception {
    try (var silent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      rig.toUpstream("127.0.0.1:" + silent.getLocalPort());
      int clients = 60;
      var ahead = "GET /never HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2000);
      for (int i = 0; i < clients; i++) {
        write(connect(), ahead);
      }
      Rig.await(() -> inFlight(silent) == clients);
      assertThat(instances(PARSED)).isLessThan(1000);
    }
  }

  private int inFlight(ServerSocket application) {
    return rig.status()
        .getJsonObject("inFlight")
        .getInteger("127.0.0.1:" + application.getLocalPort(), 0);
  }

  /** Those that are alive in this JVM. */
  private static long instances(String type) throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    var histogram =
        (String)
            server.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 3 && words[3].equals(type))
        .mapToLong(words -> Long.parseLong(words[1]))
        .findFirst()
        .orElse(0);
  }

  @Test
  void requestsSentAheadAreAnsweredInOrder() throws Exception {
    try (var application = new Application("one")) {
      rig.to(application);
      var socket = connect();
      int times = 300;
      var body = "b".repeat(50);
      var sent = new StringBuilder();
      for (int i = 0; i < times; i++) {
        sent.append("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 53\r\n\r\n")
            .append(String.format("%03d", i))
            .append(body)
            .append("GET /headers HTTP/1.1\r\nHost: a\r\nNumber: n")
            .append(String.format("%03d", i))
            .append("\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      sent.append("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      Thread.ofVirtual().start(() -> writeAll(socket, sent.toString()));
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int at = 0;
      for (int i = 0; i < times; i++) {
        at = answers.indexOf(String.format("%03d", i) + body, at);
        assertThat(at).as("body %d", i).isPositive();
        at = answers.indexOf("n" + String.format("%03d", i), at);
        assertThat(at).as("header %d", i).isPositive();
      }
      assertThat(application.asked).hasValue(3 * times + 1);
    }
  }

  @Test
  void aBodyInPiecesBehindARequestArrives() throws Exception {
    try (var application = new Application("one")) {
      rig.to(application);
      var socket = connect();
      write(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      write(
          socket,
          "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        write(socket, "5\r\nab" + String.format("%03d", i) + "\r\n");
        write(socket, "1\r\n.\r\n".repeat(3000));
      }
      write(socket, "0\r\n\r\n");
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).contains("one", "ab000", "ab019");
      assertThat(answers.chars().filter(c -> c == '.').count()).isGreaterThanOrEqualTo(60_000);
    }
  }

  @Test
  void smallChunksOfOneReadLeaveAsOne() {
    var channel = new EmbeddedChannel(new Gathered());
    var chunks = new ArrayList<Object>();
    var expected = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      expected.append(i % 10);
      chunks.add(
          new DefaultHttpContent(
              Unpooled.copiedBuffer(String.valueOf(i % 10), StandardCharsets.US_ASCII)));
    }
    channel.writeInbound(chunks.toArray());
    HttpContent passed = channel.readInbound();
    assertThat(passed.content().toString(StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
    passed.release();
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    HttpContent last = channel.readInbound();
    assertThat(last).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.finishAndReleaseAll();
  }

  /** A connection to an application is paused by a number of chunks, whatever their size. */
  @Test
  void noneComesToBeLargerThanTheDecoderMakesThem() {
    var channel = new EmbeddedChannel(new Gathered());
    var whole = new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[Limits.CHUNK]));
    var chunks = new ArrayList<Object>(List.of(whole));
    for (int i = 0; i < 20; i++) {
      chunks.add(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1500])));
    }
    channel.writeInbound(chunks.toArray());
    HttpContent first = channel.readInbound();
    assertThat(first).isSameAs(whole);
    first.release();
    int sum = 0;
    for (HttpContent each = channel.readInbound(); each != null; each = channel.readInbound()) {
      assertThat(each.content().readableBytes()).isBetween(1500, Limits.CHUNK);
      sum += each.content().readableBytes();
      each.release();
    }
    assertThat(sum).isEqualTo(20 * 1500);
    channel.finishAndReleaseAll();
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void writeAll(Socket socket, String text) {
    try {
      write(socket, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
