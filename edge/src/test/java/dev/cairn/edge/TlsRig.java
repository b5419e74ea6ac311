package dev.cairn.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An edge with both shared addresses, for two stages, of which the first has a certificate. */
final class TlsRig implements AutoCloseable {
  static final String NOTES = "notes.example.com";
  static final String SHOP = "shop.example.org";

  private static final Certs CERTS = new Certs();

  final int http = Application.freePort();
  final int https = Application.freePort();
  final int shopPort = Application.freePort();
  final Rig edge;
  final Certified notes;
  final Certified wildcard;
  final SSLContext trust;
  final Path directory;
  private final List<SSLSocket> sockets = new ArrayList<>();

  /** Made once for all tests, as each takes a process of its own. */
  private static final class Certs {
    private final Path directory;
    private final Certified notes;
    private final Certified wildcard;

    Certs() {
      try {
        directory = Files.createTempDirectory("certified");
        notes = new Certified(directory.resolve("notes.pem"), "EC", NOTES);
        wildcard = new Certified(directory.resolve("all.pem"), "RSA", "*.example.org");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  TlsRig(Path directory) throws Exception {
    this(directory, Limits.ARRIVAL);
  }

  TlsRig(Path directory, Duration arrival) throws Exception {
    this.directory = directory;
    notes = CERTS.notes;
    wildcard = CERTS.wildcard;
    trust = Certified.trusting(notes, wildcard);
    edge = new Rig(directory, arrival);
    edge.also.put("http", http).put("https", https);
    certificates(certificate(notes.file, NOTES), certificate(wildcard.file, "*.example.org"));
  }

  static Path notesCertificate() {
    return CERTS.notes.file;
  }

  static JsonObject certificate(Path file, String... names) {
    return new JsonObject()
        .put("file", file.toString())
        .put("names", new JsonArray(List.of(names)));
  }

  TlsRig certificates(JsonObject... certificates) {
    edge.also.put("certificates", new JsonArray(List.of(certificates)));
    return this;
  }

  /** Routes the two stages there, and returns when the edge follows. */
  TlsRig to(String notesUpstream, String shopUpstream) throws Exception {
    edge.writeRoutes(
        route("notes/dev", edge.port, notesUpstream, NOTES),
        route("shop/dev", shopPort, shopUpstream, SHOP));
    edge.awaitRevision();
    return this;
  }

  static JsonObject route(String stage, int port, String upstream, String... hosts) {
    return new JsonObject()
        .put("stage", stage)
        .put("port", port)
        .put("upstream", upstream)
        .put("hosts", new JsonArray(List.of(hosts)));
  }

  SSLSocket connect(String name) throws IOException {
    return connect(name, parameters -> {});
  }

  /** A connection after its handshake for that name. */
  SSLSocket connect(String name, Consumer<SSLParameters> with) throws IOException {
    return connect(trust, name, with);
  }

  SSLSocket connect(SSLContext trusting, String name, Consumer<SSLParameters> with)
      throws IOException {
    var plain = Raw.connect(https);
    var socket =
        (SSLSocket) trusting.getSocketFactory().createSocket(plain, sessionsOf(name), https, true);
    sockets.add(socket);
    var parameters = socket.getSSLParameters();
    parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
    with.accept(parameters);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A client keeps its sessions by name, and names the server again as it did at their start. */
  private static String sessionsOf(String name) {
    return name.isEmpty() ? "localhost" : name;
  }

  /** The whole answer to one request. */
  String asked(String name, String host, String... fields) throws IOException {
    try (var socket = connect(name)) {
      Raw.write(
          socket,
          "GET /headers HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\n"
              + String.join("", List.of(fields).stream().map(it -> it + "\r\n").toList())
              + "\r\n");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(trust).build();
  }

  HttpRequest.Builder request(String host, String path) {
    return HttpRequest.newBuilder(URI.create("https://" + host + ":" + https + path))
        .timeout(Duration.ofSeconds(20));
  }

  int refused(String reason) {
    return edge.status().getJsonObject("shared").getJsonObject("refused").getInteger(reason, 0);
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    edge.close();
  }
}
