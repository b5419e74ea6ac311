package dev.cairn.manifest;

import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code service} of a {@code cairn.yaml}. */
final class ServiceReader {
  private static final int NO_PORT = 1;

  private final List<Violation> violations;
  private final Optional<Path> baseDirectory;

  ServiceReader(List<Violation> violations, Optional<Path> baseDirectory) {
    this.violations = violations;
    this.baseDirectory = baseDirectory;
  }

  /** Where something is wrong, that is told, and the result is of no use. */
  ServiceSpec read(String path, YamlNode node) {
    var fields = YamlFields.of(path, node, violations);
    var source = source(fields, node);
    var build = fields.text("build");
    var run = fields.text("run");
    var release = fields.text("release");
    int port = port(fields, node);
    var health = fields.scalar("health");
    health
        .filter(it -> !it.text().startsWith("/"))
        .ifPresent(it -> fields.wrong("health", it, "should be a path, beginning with /"));
    var runtime = fields.scalar("runtime").flatMap(it -> runtime(fields, it));
    fields.finish();
    return new ServiceSpec(
        source, build, run, release, port, health.map(YamlNode.Scalar::text), runtime);
  }

  private Source source(YamlFields fields, YamlNode node) {
    var directory = fields.scalar("source");
    var git = fields.scalar("git");
    var image = fields.scalar("image");
    if (Stream.of(directory, git, image).filter(Optional::isPresent).count() > 1) {
      fields.wrong("source", node, "only one of source, git and image can be");
    }
    if (image.isPresent()) {
      return new Source.Image(image.get().text());
    }
    if (git.isPresent()) {
      var parts = git.get().text().split("#", 2);
      return new Source.Git(parts[0], parts.length == 2 && !parts[1].isEmpty() ? parts[1] : "HEAD");
    }
    return new Source.Directory(
        directory(fields, directory.orElse(new YamlNode.Scalar(".", node.line()))));
  }

  private Path directory(YamlFields fields, YamlNode.Scalar written) {
    try {
      var path = Path.of(written.text());
      if (!path.isAbsolute() && baseDirectory.isEmpty()) {
        fields.wrong("source", written, "is relative, and it is not known to what directory");
        return path;
      }
      var directory = baseDirectory.orElse(path).resolve(path).normalize();
      if (!Files.isDirectory(directory)) {
        fields.wrong("source", written, "is no directory of this machine: " + directory);
      }
      return directory;
    } catch (InvalidPathException e) {
      fields.wrong("source", written, "is no path: " + e.getReason());
      return Path.of("/");
    }
  }

  private static int port(YamlFields fields, YamlNode node) {
    var written = fields.scalar("port");
    if (written.isEmpty()) {
      fields.wrong("port", node, "is missing: the port that the application listens on");
      return NO_PORT;
    }
    var text = written.get().text();
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65535) {
      fields.wrong("port", written.get(), "should be a port, 1 to 65535");
      return NO_PORT;
    }
    return port;
  }

  private static Optional<ServiceSpec.RuntimeKind> runtime(
      YamlFields fields, YamlNode.Scalar written) {
    return switch (written.text()) {
      case "container" -> Optional.of(ServiceSpec.RuntimeKind.CONTAINER);
      case "process" -> Optional.of(ServiceSpec.RuntimeKind.PROCESS);
      default -> {
        fields.wrong("runtime", written, "should be container or process");
        yield Optional.empty();
      }
    };
  }
}
