package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where code comes from, as one line of text: a directory, {@code git:URL#REF}, {@code image:NAME}.
 */
final class Sources {
  private static final String GIT = "git:";
  private static final String IMAGE = "image:";

  private Sources() {}

  static String text(Source source) {
    return switch (source) {
      case Source.Directory directory -> directory.path().toString();
      case Source.Git git -> GIT + git.written();
      case Source.Image image -> IMAGE + image.name();
    };
  }

  /** The source that a text stands for; what is wrong with it joins the violations. */
  static Optional<Source> parse(String text, List<Violation> violations) {
    if (text.startsWith(GIT)) {
      return Optional.of(Source.Git.of(text.substring(GIT.length())));
    }
    if (text.startsWith(IMAGE)) {
      return Optional.of(new Source.Image(text.substring(IMAGE.length())));
    }
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      violations.add(
          new Violation("source", "must be an absolute directory, git:URL#REF or image:NAME"));
      return Optional.empty();
    }
    return Optional.of(new Source.Directory(Path.of(text).normalize()));
  }

  static void refuse(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw Problem.invalid(
              "invalid-service",
              "The application cannot be run as described.",
              "Correct the fields that are marked.")
          .withViolations(violations)
          .toException();
    }
  }

  /** The same under the key of its kind, see {@link dev.cairn.service.ServiceKeys#SOURCES}. */
  static Map<String, String> texts(String text) {
    if (text.startsWith(GIT)) {
      return Map.of("git", text.substring(GIT.length()));
    }
    return text.startsWith(IMAGE)
        ? Map.of("image", text.substring(IMAGE.length()))
        : Map.of("source", text);
  }
}
