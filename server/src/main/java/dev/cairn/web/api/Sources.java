package dev.cairn.web.api;

import dev.cairn.api.ServiceSpecView;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** From the fields of a request to a source and a specification. Pure. */
final class Sources {
  private Sources() {}

  static ServiceSpec spec(ServiceSpecView view) {
    var violations = new ArrayList<Violation>();
    var source = source(view.source(), view.git(), view.image(), violations);
    var runtime = runtime(view.runtime(), violations);
    if (source.isEmpty() && violations.isEmpty()) {
      violations.add(new Violation("source", "one of source, git and image is needed"));
    }
    if (view.port() < 1 || view.port() > 65535) {
      violations.add(new Violation("port", "must be from 1 to 65535"));
    }
    if (view.health().filter(path -> !path.startsWith("/")).isPresent()) {
      violations.add(new Violation("health", "must begin with /"));
    }
    refuse(violations);
    return new ServiceSpec(
        source.orElseThrow(),
        view.build(),
        view.run(),
        view.release(),
        view.port(),
        view.health(),
        runtime);
  }

  static Optional<Source> find(
      Optional<String> directory, Optional<String> git, Optional<String> image) {
    var violations = new ArrayList<Violation>();
    var source = source(directory, git, image, violations);
    refuse(violations);
    return source;
  }

  private static Optional<Source> source(
      Optional<String> directory,
      Optional<String> git,
      Optional<String> image,
      List<Violation> violations) {
    if (Stream.of(directory, git, image).filter(Optional::isPresent).count() > 1) {
      violations.add(new Violation("source", "only one of source, git and image"));
      return Optional.empty();
    }
    return directory
        .flatMap(text -> directory(text, violations))
        .or(() -> git.map(Sources::git))
        .or(() -> image.map(Source.Image::new));
  }

  private static Optional<Source> directory(String text, List<Violation> violations) {
    try {
      var path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(new Source.Directory(path.normalize()));
      }
      violations.add(new Violation("source", "must be an absolute path on the server's machine"));
    } catch (InvalidPathException e) {
      violations.add(new Violation("source", "is no path: " + e.getReason()));
    }
    return Optional.empty();
  }

  private static Source git(String text) {
    int hash = text.lastIndexOf('#');
    return hash < 0
        ? new Source.Git(text, "HEAD")
        : new Source.Git(text.substring(0, hash), text.substring(hash + 1));
  }

  private static Optional<ServiceSpec.RuntimeKind> runtime(
      Optional<String> word, List<Violation> violations) {
    return word.flatMap(
        text -> {
          for (var kind : ServiceSpec.RuntimeKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
              return Optional.of(kind);
            }
          }
          violations.add(new Violation("runtime", "must be container or process"));
          return Optional.empty();
        });
  }

  private static void refuse(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw Problem.invalid(
              "invalid-service",
              "The application cannot be run as described.",
              "Correct the fields that are listed.")
          .withViolations(violations)
          .toException();
    }
  }
}
