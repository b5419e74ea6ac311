package dev.cairn.provider.local.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the edge as a client does, through the ports of stages. Its status page alone would answer
 * when nobody else is served any more. Any answer of its own will do: whether it also reaches what
 * it forwards to, an edge that runs sees by itself, in a way that is closed to strangers.
 */
final class EdgeCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_ASKED = 3;

  /** A name that no application has: refused by the edge itself, whatever others have it do. */
  private static final String REQUEST =
      "GET /alive HTTP/1.1\r\nHost: edge.cairn.invalid\r\nConnection: close\r\n\r\n";

  /** At a stage's port, and at the status page's. */
  private static final Set<String> ANSWERS = Set.of("HTTP/1.1 421", "HTTP/1.1 204");

  private EdgeCheck() {}

  /**
   * Whether one of its ports answers, of which all are asked at once; so too where it was told no
   * routes yet. Takes five seconds at most.
   *
   * @param routes the file that it follows
   */
  static boolean serves(Path routes) {
    return RoutesDocument.find(routes).map(document -> oneAnswers(ports(document))).orElse(true);
  }

  /** Those that it has by the kernel's word; what it cannot have somebody else has. */
  private static List<Integer> ports(RoutesDocument document) {
    var ports =
        document.routes().stream()
            .map(RoutesDocument.Entry::port)
            .filter(EdgeStatus::isOfTheEdge)
            .limit(MOST_ASKED)
            .toList();
    return ports.isEmpty() && EdgeStatus.isOfTheEdge(document.statusPort())
        ? List.of(document.statusPort())
        : ports;
  }

  private static boolean oneAnswers(List<Integer> ports) {
    if (ports.isEmpty()) {
      return false;
    }
    try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
      var questions = ports.stream().map(port -> (Callable<Boolean>) () -> answer(port)).toList();
      return asking.invokeAny(questions, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true; // whoever stops the asking wants nothing ended
    }
  }

  private static boolean answer(int port) throws IOException {
    try (var socket = new Socket()) {
      int millis = (int) TIMEOUT.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      var answer = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
      if (ANSWERS.contains(new String(answer, StandardCharsets.US_ASCII))) {
        return true;
      }
      throw new IOException("port " + port + " answers, but not as the edge");
    }
  }
}
