package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/** Serves one image, with nothing in it that could run, as a registry does. */
public final class ImageRegistry implements AutoCloseable {
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  /** The end of an archive: one without files. */
  private static final byte[] EMPTY_TAR = new byte[1024];

  private final HttpServer server;
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();

  public ImageRegistry() throws IOException {
    push("/nothing");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Another image under the same tag. */
  public final void push(String command) throws IOException {
    var layer = zipped(EMPTY_TAR);
    var config =
        """
        {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["%s"]},
         "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
        """
            .formatted(command, digest(EMPTY_TAR))
            .getBytes(StandardCharsets.UTF_8);
    var manifest =
        """
        {"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}
        """
            .formatted(MANIFEST, described(CONFIG, config), described(LAYER, layer))
            .getBytes(StandardCharsets.UTF_8);
    served.put("/v2/", "{}".getBytes(StandardCharsets.UTF_8));
    served.put("/v2/shop/manifests/1", manifest);
    served.put("/v2/shop/manifests/" + digest(manifest), manifest);
    served.put("/v2/shop/blobs/" + digest(config), config);
    served.put("/v2/shop/blobs/" + digest(layer), layer);
  }

  /** Answers nobody any more. */
  public void goAway() {
    server.stop(0);
  }

  /** What to pull. */
  public String image() {
    return "127.0.0.1:" + server.getAddress().getPort() + "/shop:1";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var body = Optional.ofNullable(served.get(path)).orElseGet(() -> new byte[0]);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", path.contains("/manifests/") ? MANIFEST : "application/json");
      headers.set("Docker-Content-Digest", digest(body));
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        headers.set("Content-Length", String.valueOf(body.length));
      }
      exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static String described(String type, byte[] content) {
    return """
    {"mediaType": "%s", "size": %d, "digest": "%s"}\
    """
        .formatted(type, content.length, digest(content));
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] zipped(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  /** Also forgets the image where it was pulled. */
  @Override
  public void close() throws IOException {
    try (var engine = new DockerEngine(System.getenv())) {
      engine.client().removeImageCmd(image()).exec();
    } catch (NotFoundException e) {
      // Nobody pulled it.
    } finally {
      server.stop(0);
    }
  }
}
