package dev.cairn.web.api;

import dev.cairn.api.ServiceSpecView;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceKeys;
import dev.cairn.service.ServiceSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** From the fields of a request to a source and a specification. Pure. */
final class Sources {
  private Sources() {}

  static ServiceSpec spec(ServiceSpecView view) {
    var violations = new ArrayList<Violation>();
    var texts = new HashMap<String, String>();
    view.source().ifPresent(it -> texts.put("source", it));
    view.git().ifPresent(it -> texts.put("git", it));
    view.image().ifPresent(it -> texts.put("image", it));
    view.pull().ifPresent(it -> texts.put("pull", it));
    view.directory().ifPresent(it -> texts.put("directory", it));
    view.dockerfile().ifPresent(it -> texts.put("dockerfile", it));
    view.build().ifPresent(it -> texts.put("build", it));
    texts.put(ServiceKeys.BUILD_VARIABLES, ServiceKeys.lines(view.buildVariables(), violations));
    texts.put(ServiceKeys.BUILD_SECRETS, String.join("\n", view.buildSecrets()));
    view.run().ifPresent(it -> texts.put("run", it));
    view.release().ifPresent(it -> texts.put("release", it));
    texts.put("port", Integer.toString(view.port()));
    view.health().ifPresent(it -> texts.put("health", it));
    texts.put(ServiceKeys.HOSTS, String.join("\n", view.hosts()));
    view.accessLog().ifPresent(it -> texts.put("accessLog", it.toString()));
    view.runtime().ifPresent(it -> texts.put("runtime", it));
    view.healthyWithin().ifPresent(it -> texts.put("healthyWithin", it));
    view.releaseWithin().ifPresent(it -> texts.put("releaseWithin", it));
    view.drainWithin().ifPresent(it -> texts.put("drainWithin", it));
    view.memory().ifPresent(it -> texts.put("memory", it));
    view.cpus().ifPresent(it -> texts.put("cpus", it));
    view.shmSize().ifPresent(it -> texts.put("shmSize", it));
    var spec = ServiceKeys.read(texts, violations);
    refuse(violations);
    return spec;
  }

  static ServiceSpecView view(ServiceSpec spec) {
    var texts = ServiceKeys.texts(spec);
    return new ServiceSpecView(
        find(texts, "source"),
        find(texts, "git"),
        find(texts, "image"),
        find(texts, "pull"),
        find(texts, "directory"),
        find(texts, "dockerfile"),
        find(texts, "build"),
        lines(texts, ServiceKeys.BUILD_VARIABLES),
        lines(texts, ServiceKeys.BUILD_SECRETS),
        find(texts, "run"),
        find(texts, "release"),
        spec.port(),
        find(texts, "health"),
        lines(texts, ServiceKeys.HOSTS),
        find(texts, "accessLog").map(Boolean::valueOf),
        find(texts, "runtime"),
        find(texts, "healthyWithin"),
        find(texts, "releaseWithin"),
        find(texts, "drainWithin"),
        find(texts, "memory"),
        find(texts, "cpus"),
        find(texts, "shmSize"));
  }

  private static List<String> lines(Map<String, String> texts, String key) {
    return texts.getOrDefault(key, "").lines().toList();
  }

  private static Optional<String> find(Map<String, String> texts, String key) {
    return Optional.ofNullable(texts.get(key));
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
        .or(() -> git.map(Source.Git::of))
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
