package dev.cairn.provider.local.edge;

import dev.cairn.core.Sentence;
import dev.cairn.process.PortHolder;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.SharedTrouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the edge says of itself.
 *
 * @param revision of the routes in force
 * @param inFlight requests by upstream; an upstream without any is not named
 * @param troubles ports that it cannot listen on
 * @param certificates why some cannot be used, by their files
 */
record EdgeStatus(
    long revision,
    Map<String, Integer> inFlight,
    List<Trouble> troubles,
    @Nullable Map<String, String> certificates) {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeStatus.class);
  private static final int TIMEOUT_MILLIS = 1000;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Why a route's port does not serve. */
  record Trouble(int port, String problem) {}

  EdgeStatus {
    inFlight = Map.copyOf(inFlight);
    troubles = List.copyOf(troubles);
    certificates = certificates == null ? Map.of() : Map.copyOf(certificates);
  }

  /** Why it cannot listen there; empty where it does, or is not to. */
  Optional<String> trouble(int port) {
    return troubles.stream()
        .filter(it -> it.port() == port)
        .findFirst()
        .map(EdgeStatus.Trouble::problem);
  }

  /** Of those that it was told of. */
  List<SharedTrouble> certificateTroubles(RoutesDocument told) {
    return told.certified().stream().flatMap(it -> trouble(it).stream()).toList();
  }

  private Optional<SharedTrouble> trouble(RoutesDocument.Certified told) {
    return Optional.ofNullable(certificates)
        .map(all -> all.get(told.file()))
        .map(
            why ->
                new SharedTrouble(
                    told.names(),
                    "The edge cannot use the certificate for "
                        + String.join(", ", told.names())
                        + ": "
                        + Sentence.ended(why)));
  }

  /**
   * Empty where the edge does not answer, also where another took its port: by his word an old
   * release would be ended before the next is served, or never.
   */
  static Optional<EdgeStatus> find(int port) {
    return find(port, EdgeStatus.class);
  }

  /** The part of it that another type reads. */
  static <T> Optional<T> find(int port, Class<T> part) {
    if (!isOfTheEdge(port)) {
      return Optional.empty();
    }
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/status")
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (var body = connection.getInputStream()) {
        return Optional.of(JSON.readValue(read(body), part));
      }
    } catch (IOException | JacksonException e) {
      LOG.debug("The edge does not answer on port {}: {}", port, e.toString());
      return Optional.empty();
    }
  }

  /** By the kernel's word: its user's alone, or Cairn's own. */
  static boolean isOfTheEdge(int port) {
    return PortHolder.isOf(port, SystemUsers.edgeUser());
  }

  /** It may be gone by now, and anybody listen there, and say anything, for ever. */
  private static byte[] read(InputStream body) throws IOException {
    long end = System.nanoTime() + 2 * TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    var all = new ByteArrayOutputStream();
    var chunk = new byte[8192];
    for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
      all.write(chunk, 0, read);
      if (all.size() > MOST_BYTES || System.nanoTime() > end) {
        throw new IOException("this is no status of an edge");
      }
    }
    return all.toByteArray();
  }
}
