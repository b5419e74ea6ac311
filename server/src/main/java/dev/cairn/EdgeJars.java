package dev.cairn;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The edge's program as it was built. */
final class EdgeJars {
  private EdgeJars() {}

  static List<Path> of(Path distribution) {
    var target = distribution.resolve("edge/target");
    try (var libraries = Files.list(target.resolve("lib"));
        var own = Files.list(target)) {
      return Stream.concat(own, libraries)
          .filter(path -> path.toString().endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw Problem.failed(
              "edge-not-built",
              "The edge's program is not in " + target + ".",
              "Build Cairn: ./cairn up builds what is missing.")
          .toException(e);
    }
  }
}
