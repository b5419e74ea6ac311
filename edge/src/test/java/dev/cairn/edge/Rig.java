package dev.cairn.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An edge with one route, and a client in front of it. */
final class Rig implements AutoCloseable {
  static final long MOST_LOG = 2000;

  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final int port;
  final int statusPort;
  final Path file;

  /** What the routes file says besides. */
  final JsonObject also = new JsonObject();

  private final Edge edge;
  private final RoutesFile routes;
  private int revision;

  Rig(Path directory) throws Exception {
    this(directory, Limits.ARRIVAL);
  }

  /**
   * @param arrival for the head of a request
   */
  Rig(Path directory, Duration arrival) throws Exception {
    var logs = new AccessLogs(directory.resolve("access"), MOST_LOG);
    logs.start();
    edge = new Edge(arrival, Optional.of(logs));
    port = Application.freePort();
    statusPort = Application.freePort();
    file = directory.resolve("routes.json");
    writeRoutes(new JsonObject().put("stage", "notes/dev").put("port", port));
    routes = new RoutesFile(file, edge::follow);
    routes.start();
    awaitRevision();
  }

  /** Routes to the application and returns when the edge follows. */
  Rig to(Application application) throws Exception {
    return toUpstream("127.0.0.1:" + application.port);
  }

  Rig toUpstream(String upstream) throws Exception {
    writeRoutes(
        new JsonObject().put("stage", "notes/dev").put("port", port).put("upstream", upstream));
    awaitRevision();
    return this;
  }

  void writeRoutes(JsonObject... entries) throws IOException {
    var list = new JsonArray();
    for (var entry : entries) {
      list.add(entry);
    }
    revision++;
    write(
        new JsonObject()
            .put("revision", revision)
            .put("statusPort", statusPort)
            .put("bind", "127.0.0.1")
            .put("names", new JsonArray().add("shop.example.com").add("*.example.org"))
            .put("routes", list)
            .mergeIn(also)
            .encode());
  }

  void write(String text) throws IOException {
    var next = file.resolveSibling("routes.json.new");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void awaitRevision() throws Exception {
    await(() -> status().getInteger("revision", 0) == revision);
  }

  JsonObject status() {
    try {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + "/status"))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new JsonObject(response.body());
    } catch (IOException e) {
      return new JsonObject();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the edge's look at itself finds it well. */
  boolean serves() {
    return serves(port);
  }

  /** As {@link #serves()}, at another port. */
  boolean serves(int at) {
    return SelfCheck.answers(at, edge.checkSecret(), Duration.ofSeconds(5));
  }

  /** Runs something between any two things that the edge does, until it is closed. */
  Flood oftenOnTheLoop(Runnable flood) {
    var timers =
        edge.workers().group().next().scheduleAtFixedRate(flood, 1, 1, TimeUnit.MILLISECONDS);
    return () -> timers.cancel(false);
  }

  /** What goes on until it is closed. */
  interface Flood extends AutoCloseable {
    @Override
    void close();
  }

  int inFlight(Application application) {
    return status().getJsonObject("inFlight").getInteger("127.0.0.1:" + application.port, 0);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  static void await(BooleanSupplier condition) throws Exception {
    await(Duration.ofSeconds(10), condition);
  }

  static void await(Duration within, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true within " + within);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() throws IOException {
    routes.close();
    client.close();
    edge.close();
  }
}
