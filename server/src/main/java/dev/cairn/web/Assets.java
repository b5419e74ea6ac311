package dev.cairn.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * Files of the console: those of WebJars under {@code /webjars/}, whose path holds their version,
 * and Cairn's own under {@code /console/}. Read from the class path when first asked for, kept as
 * compressed as they travel.
 */
final class Assets implements Site {
  private static final String WEBJARS = "/webjars/";
  private static final String OWN = "/console/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "map", "application/json");

  private final Map<String, File> files = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record File(byte[] plain, byte[] zipped, String etag, String type) {}

  static boolean owns(String path) {
    return path.startsWith(WEBJARS) || path.startsWith(OWN);
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(WEBJARS + "<path>", context -> serve(context, WEBJARS));
    routes.get(OWN + "<path>", context -> serve(context, OWN));
  }

  private void serve(Context context, String root) {
    var path = root + context.pathParam("path");
    var file = find(path).orElseThrow(() -> missing(path));
    boolean versioned = root.equals(WEBJARS) || context.queryParam("v") != null;
    context
        .header("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "no-cache")
        .header("ETag", file.etag())
        .header("Vary", "Accept-Encoding")
        .contentType(file.type());
    if (file.etag().equals(context.header("If-None-Match"))) {
      context.status(304);
    } else if (acceptsGzip(context)) {
      context.header("Content-Encoding", "gzip").result(file.zipped());
    } else {
      context.result(file.plain());
    }
  }

  private static boolean acceptsGzip(Context context) {
    return Optional.ofNullable(context.header("Accept-Encoding")).orElse("").contains("gzip");
  }

  private Optional<File> find(String path) {
    var known = files.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    var type = Optional.ofNullable(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
    if (type.isEmpty() || path.contains("..") || path.contains("//")) {
      return Optional.empty();
    }
    var loaded = load(path, type.get());
    loaded.ifPresent(file -> files.put(path, file));
    return loaded;
  }

  private static Optional<File> load(String path, String type) {
    var resource = path.startsWith(WEBJARS) ? "/META-INF/resources" + path : path;
    try (var in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      var plain = in.readAllBytes();
      return Optional.of(new File(plain, zip(plain), etag(plain), type));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource + " from the class path", e);
    }
  }

  private static byte[] zip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static String etag(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static RefusedException missing(String path) {
    return new RefusedException(
        404, "unknown-file", "There is no file " + path + ".", "Open the page again.");
  }
}
