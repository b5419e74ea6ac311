package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of inputs that are nearly HTTP: none ends the edge, none leaves a connection hanging,
 * and an application sees no request but those that a strict reader finds in the same bytes.
 */
class MalformedTest {
  private static final int INPUTS = 10_000;
  private static final int AT_ONCE = 16;
  private static final int A_MOMENT = 10;
  private static final long SEED = 20_261_130;
  private static final String MARK = "x-input";

  /** Requests that are whole; an {@code @} is where their mark comes. */
  private static final List<String> SEEDS =
      Stream.of(
              "GET /a HTTP/1.1|Host: a|@|",
              "POST /a HTTP/1.1|Host: a|@Content-Length: 5||hello",
              "POST /a HTTP/1.1|Host: a|@Transfer-Encoding: chunked||5|hello|0||",
              "POST /a HTTP/1.1|Host: a|@Content-Length: 3||abcGET /b HTTP/1.1|Host: a|@|",
              "GET http://a/b HTTP/1.1|Host: a|@Accept: */*||",
              "GET / HTTP/1.0|@|",
              "PUT /a HTTP/1.1|Host: [::1]:80|@Transfer-Encoding: chunked||1;a=b|x|0|Trailer: t||")
          .map(text -> text.replace("|", "\r\n"))
          .toList();

  private static final List<String> ODDITIES =
      List.of(
          "\n",
          "\r",
          "\r\n",
          "\0",
          " ",
          "\t",
          "\u000b",
          ":",
          ";",
          ",",
          "\u00ff",
          "\u007f",
          "#",
          "\\",
          "Content-Length: 6\r\n",
          "Content-Length: +5\r\n",
          "Content-Length: 5,5\r\n",
          "Content-Length: 0x5\r\n",
          "Content-Length : 5\r\n",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding:\u000bchunked\r\n",
          "Transfer-Encoding : chunked\r\n",
          "Transfer-Encoding: xchunked\r\n",
          " Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: identity\r\n",
          "TE: trailers\r\n",
          "Host: b\r\n",
          "Host: a b\r\n",
          "Host: a:80:80\r\n",
          "Host: a@b\r\n",
          "HTTP/1.1",
          "HTTP/2.0",
          "HTTP/1.10",
          "http/1.1",
          "GET ",
          "CONNECT a:80 ",
          "100000005\r\n",
          "-1\r\n",
          "0x5\r\n",
          "5 \r\n",
          " 5\r\n",
          "ffffffffffffffff\r\n",
          "1\r\nZ\r\n",
          "0\r\n\r\n",
          "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
          "Connection: close\r\n",
          "Connection: Content-Length\r\n",
          "Upgrade: x\r\n",
          "Expect: 100-continue\r\n",
          "A: b\r\n c\r\n",
          ": x\r\n",
          "A\r\n");

  @TempDir Path directory;
  private final AtomicInteger[] seen = new AtomicInteger[INPUTS];
  private final AtomicInteger unmarked = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void noneDoesHarm() throws Exception {
    for (int i = 0; i < INPUTS; i++) {
      seen[i] = new AtomicInteger();
    }
    try (var application = new Raw(this::answerEach);
        var rig = new Rig(directory).toUpstream(application.upstream())) {
      try (var clients = Executors.newFixedThreadPool(AT_ONCE)) {
        for (int i = 0; i < INPUTS; i++) {
          int number = i;
          clients.execute(() -> send(rig.port, number));
        }
      }
      assertThat(rig.serves()).isTrue();
      Rig.await(() -> rig.status().getJsonObject("inFlight").isEmpty());
    }
    assertThat(wrong).isEmpty();
    assertThat(unmarked).as("requests that no input had").hasValue(0);
    long whole = java.util.Arrays.stream(seen).filter(n -> n.get() > 0).count();
    assertThat(whole).as("inputs with a request that was served").isGreaterThan(INPUTS / 20);
  }

  private static byte[] input(int number) {
    var random = new Random(SEED + number);
    var seed = SEEDS.get(random.nextInt(SEEDS.size()));
    var text = new StringBuilder(seed.replace("@", MARK + ": " + number + "-" + number + "\r\n"));
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
        default -> text.insert(at, ODDITIES.get(random.nextInt(ODDITIES.size())));
      }
      if (text.isEmpty()) {
        text.append('G');
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void send(int port, int number) {
    var input = input(number);
    try (var socket = Raw.connect(port)) {
      socket.getOutputStream().write(input);
      awaitAnswer(socket);
      socket.shutdownOutput();
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      wrong.add(number + " hangs: " + show(input));
    } catch (SocketException reset) {
      // An end, too.
    } catch (IOException e) {
      wrong.add(number + ": " + e);
    }
    int most = StrictReading.requests(input);
    if (seen[number].get() > most) {
      wrong.add(number + ": " + seen[number] + " seen, of which " + most + " are: " + show(input));
    }
  }

  /** A moment: what was not sent as a whole has none, and ends when no more comes. */
  private static void awaitAnswer(Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(A_MOMENT);
    try {
      int _ = socket.getInputStream().read();
    } catch (SocketTimeoutException none) {
      // It waits for more.
    }
    socket.setSoTimeout(patience);
  }

  private static String show(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1).replace("\r", "\\r").replace("\n", "\\n");
  }

  /** Reads as simply as can be, for what the edge sends is to be read in one way; counts. */
  private void answerEach(Socket client) throws IOException {
    while (true) {
      var head = Raw.head(client);
      if (!head.endsWith("\r\n\r\n")) {
        return;
      }
      var lower = head.toLowerCase(java.util.Locale.ROOT);
      if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
        readChunks(client);
      } else if (lower.contains("\r\ncontent-length: ")) {
        var length = lower.split("\r\ncontent-length: ", 2)[1].split("\r\n", 2)[0];
        read(client, Integer.parseInt(length));
      }
      count(lower);
      Raw.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  private void count(String head) {
    var parts = head.split("\r\n" + MARK + ": ", 2);
    if (parts.length < 2) {
      return; // its mark was one of what was changed
    }
    var number = parts[1].split("[-\r]", 2)[0];
    if (parts[1].startsWith(number + "-" + number + "\r\n") && number.matches("[0-9]{1,4}")) {
      seen[Integer.parseInt(number)].incrementAndGet();
    }
    if (head.startsWith("get /smuggled ")) {
      unmarked.incrementAndGet();
    }
  }

  private static void readChunks(Socket client) throws IOException {
    while (true) {
      int length = Integer.parseInt(line(client), 16);
      if (length == 0) {
        line(client);
        return;
      }
      read(client, length);
      line(client);
    }
  }

  private static void read(Socket client, int length) throws IOException {
    if (client.getInputStream().readNBytes(length).length < length) {
      throw new IOException("the edge ended the request before it was whole");
    }
  }

  private static String line(Socket client) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = client.getInputStream().read(); c != '\n'; c = client.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("the edge ended the request before it was whole");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
