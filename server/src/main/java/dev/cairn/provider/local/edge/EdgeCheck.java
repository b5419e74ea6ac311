package dev.cairn.provider.local.edge;

import dev.cairn.core.StageRef;
import dev.cairn.process.PortHolder;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Traffic.Counts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Asks the edge as a client does, through the ports of stages, a few at a time and all in turn. Its
 * status page alone would answer when nobody else is served any more. Any answer of its own will
 * do: whether it also reaches what it forwards to, an edge that runs sees by itself, in a way that
 * is closed to strangers. For any thread.
 */
public final class EdgeCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A name that no application has: refused by the edge itself, whatever others have it do. */
  private static final String REQUEST =
      "GET /alive HTTP/1.1\r\nHost: edge.cairn.invalid\r\nConnection: close\r\n\r\n";

  /** At a stage's port, and at the status page's. */
  private static final Set<String> ANSWERS = Set.of("HTTP/1.1 421", "HTTP/1.1 204");

  private static final Set<String> FULL_ANSWERS = Set.of("HTTP/1.1 503", "HTTP/1.1 429");

  /** By which the edge counts connections that it has no room for. */
  private static final List<String> TURNED_AWAY =
      List.of("too-many-connections", "waiting-connection");

  private final Path routes;
  private final LongSupplier nanoTime;
  private final Doors doors = new Doors();

  /**
   * @param routes the file that the edge follows
   */
  EdgeCheck(Path routes) {
    this(routes, System::nanoTime);
  }

  EdgeCheck(Path routes, LongSupplier nanoTime) {
    this.routes = routes;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks at some ports at once, and says whether one of them serves; so too where the edge was told
   * no routes yet. Who turns clients away as it is full serves. Takes ten seconds at most.
   */
  boolean serves() {
    try {
      var document = RoutesDocument.find(routes);
      return document.isEmpty() || serves(document.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true; // whoever stops the asking wants nothing ended
    }
  }

  private boolean serves(RoutesDocument document) throws InterruptedException {
    doors.keepOnly(document.routes());
    if (document.routes().isEmpty()) {
      return EdgeStatus.isOfTheEdge(document.statusPort())
          && answer(document.statusPort()).isWell();
    }
    // By the kernel's word; what the edge cannot have somebody else has.
    var own = PortHolder.ownAt(ports(document), SystemUsers.edgeUser());
    var asked = doors.next(document.routes(), own);
    var found = look(asked.stream().filter(it -> own.contains(it.port())).toList(), document);
    asked.stream()
        .filter(it -> !own.contains(it.port()))
        .forEach(it -> doors.note(it, Look.CLOSED, nanoTime.getAsLong(), nanoTime.getAsLong()));
    return own.isEmpty() ? canHaveNone(document) : found.stream().anyMatch(Look::isWell);
  }

  private static Set<Integer> ports(RoutesDocument document) {
    return document.routes().stream()
        .map(RoutesDocument.Entry::port)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it says itself that each of the ports is kept from it: another edge would not help. */
  private static boolean canHaveNone(RoutesDocument document) {
    return EdgeStatus.find(document.statusPort())
        .map(status -> status.troubles().stream().map(EdgeStatus.Trouble::port).toList())
        .filter(troubled -> troubled.containsAll(ports(document)))
        .isPresent();
  }

  /** Asks at each at once, and notes what was found. */
  private List<Look> look(List<RoutesDocument.Entry> asked, RoutesDocument document)
      throws InterruptedException {
    long began = nanoTime.getAsLong();
    var looks = tellFull(ask(asked), document.statusPort());
    long ended = nanoTime.getAsLong();
    looks.forEach((route, look) -> doors.note(route, look, began, ended));
    return List.copyOf(looks.values());
  }

  /**
   * What is full hangs up as what is broken does; but it counts whom it turns away, so that one who
   * asks again is counted.
   */
  private static Map<RoutesDocument.Entry, Look> tellFull(
      Map<RoutesDocument.Entry, Look> looks, int statusPort) throws InterruptedException {
    var hungUp =
        looks.entrySet().stream()
            .filter(each -> each.getValue() == Look.HANGS_UP)
            .map(Map.Entry::getKey)
            .toList();
    if (hungUp.isEmpty()) {
      return looks;
    }
    var before = turnedAway(statusPort);
    var again = ask(hungUp);
    var after = turnedAway(statusPort);
    var told = new HashMap<>(looks);
    again.forEach(
        (route, look) -> {
          var then = before.getOrDefault(route.stage(), 0L);
          boolean isCounted = after.getOrDefault(route.stage(), 0L) > then;
          told.put(route, look == Look.HANGS_UP && isCounted ? Look.FULL : look);
        });
    return told;
  }

  /** By stage; of nobody where the edge does not say. */
  private static Map<String, Long> turnedAway(int statusPort) {
    var counted = new HashMap<String, Long>();
    EdgeTraffic.find(statusPort)
        .ifPresent(
            traffic ->
                traffic
                    .stages()
                    .forEach((stage, counts) -> counted.put(stage.toString(), sum(counts))));
    return counted;
  }

  private static long sum(Counts counts) {
    return TURNED_AWAY.stream().mapToLong(it -> counts.refused().getOrDefault(it, 0L)).sum();
  }

  private static Map<RoutesDocument.Entry, Look> ask(List<RoutesDocument.Entry> routes)
      throws InterruptedException {
    var looks = new HashMap<RoutesDocument.Entry, Look>();
    try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
      var questions = new ArrayList<Callable<Look>>();
      routes.forEach(route -> questions.add(() -> answer(route.port())));
      var answers = asking.invokeAll(questions, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < routes.size(); i++) {
        looks.put(routes.get(i), took(answers.get(i)));
      }
    }
    return looks;
  }

  private static Look took(Future<Look> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (CancellationException e) {
      return Look.SILENT;
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking at a port failed", e.getCause());
    }
  }

  private static Look answer(int port) {
    try (var socket = new Socket()) {
      int millis = (int) TIMEOUT.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      var answer = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
      var text = new String(answer, StandardCharsets.US_ASCII);
      return ANSWERS.contains(text)
          ? Look.SERVES
          : FULL_ANSWERS.contains(text) ? Look.FULL : Look.HANGS_UP;
    } catch (SocketTimeoutException e) {
      return Look.SILENT;
    } catch (ConnectException e) {
      return Look.CLOSED;
    } catch (IOException e) {
      return Look.HANGS_UP;
    }
  }

  /**
   * Why a stage's port, which the edge has, does not serve for some seconds now: half a sentence;
   * empty where it does, or was not asked yet. Asks again before it says so.
   */
  Optional<String> silence(int port) {
    var document = RoutesDocument.find(routes);
    if (document.isEmpty() || doors.silence(port).isEmpty() || !EdgeStatus.isOfTheEdge(port)) {
      return Optional.empty();
    }
    try {
      var route = document.get().routes().stream().filter(it -> it.port() == port).toList();
      var _ = look(route, document.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return doors.silence(port);
  }

  /** Of each stage that was asked: why it does not serve for some seconds now. */
  Map<StageRef, Optional<String>> looks() {
    return doors.looks();
  }
}
