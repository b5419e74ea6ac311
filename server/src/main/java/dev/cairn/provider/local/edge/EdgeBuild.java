package dev.cairn.provider.local.edge;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * The edge's jars, copied once per build to where its user can read them: a rebuild then takes
 * nothing away from a running edge, which may outlive several servers.
 */
record EdgeBuild(Path lib) {
  private static final String SCRIPT_ENTRY = "dev/cairn/edge/edge-loop.sh";
  private static final String SCRIPT = "edge-loop.sh";

  /** Copies the jars below {@code place} unless they are there already. */
  static EdgeBuild install(List<Path> jars, Path place) {
    var target = place.resolve(digest(jars));
    try {
      if (!Files.isDirectory(target)) {
        var next = Files.createTempDirectory(Files.createDirectories(place), "new-");
        for (var jar : jars) {
          var copy = next.resolve(name(jar));
          Files.copy(jar, copy, StandardCopyOption.COPY_ATTRIBUTES);
          allow(copy, StateFile.PUBLIC);
        }
        extractScript(jars, next.resolve(SCRIPT));
        allow(next, "rwxr-xr-x");
        allow(place, "rwxr-xr-x");
        sync(next);
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        StateFile.sync(place);
      }
      return new EdgeBuild(target);
    } catch (IOException e) {
      throw StateFile.failure("install", target, e);
    }
  }

  /** On disk before it has its name: who finds it later takes it for complete. */
  private static void sync(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      files.forEach(StateFile::sync);
    }
    StateFile.sync(directory);
  }

  String name() {
    return name(lib);
  }

  String script() {
    return lib.resolve(SCRIPT).toString();
  }

  /** Removes the builds beside this one; no edge may run from them any more. */
  void removeOthers() {
    try (var builds = Files.list(lib.resolveSibling(".").normalize())) {
      for (var other : builds.filter(path -> !name(path).equals(name())).toList()) {
        removeTree(other);
      }
    } catch (IOException e) {
      throw StateFile.failure("clean up", lib, e);
    }
  }

  private static void removeTree(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void extractScript(List<Path> jars, Path script) throws IOException {
    for (var jar : jars) {
      try (var zip = new ZipFile(jar.toFile())) {
        var entry = zip.getEntry(SCRIPT_ENTRY);
        if (entry != null) {
          Files.write(script, zip.getInputStream(entry).readAllBytes());
          allow(script, StateFile.PUBLIC);
          return;
        }
      }
    }
    throw Problem.failed(
            "edge-not-built",
            "None of the edge's jars holds " + SCRIPT_ENTRY + ": " + jars + ".",
            "Build Cairn anew.")
        .toException();
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String digest(List<Path> jars) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (var jar : jars) {
        var seen = name(jar) + Files.size(jar) + Files.getLastModifiedTime(jar).toMillis();
        sha.update(seen.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha.digest()).substring(0, 12);
    } catch (IOException e) {
      throw Problem.failed(
              "edge-not-built",
              "The edge's jars cannot be read: " + Sentence.ended(e),
              "Build Cairn anew.")
          .toException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
