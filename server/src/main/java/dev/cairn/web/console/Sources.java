package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;
import java.util.List;

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
      case Source.Git git -> GIT + git.url() + "#" + git.ref();
      case Source.Image image -> IMAGE + image.name();
    };
  }

  static Source parse(String text) {
    if (text.startsWith(GIT)) {
      int hash = text.indexOf('#');
      return hash < 0
          ? new Source.Git(text.substring(GIT.length()), "HEAD")
          : new Source.Git(text.substring(GIT.length(), hash), text.substring(hash + 1));
    }
    if (text.startsWith(IMAGE)) {
      return new Source.Image(text.substring(IMAGE.length()));
    }
    if (!text.startsWith("/")) {
      throw Problem.invalid(
              "invalid-source",
              "\"" + text + "\" is no source of code.",
              "Write an absolute directory, git:URL#REF or image:NAME.")
          .withViolations(
              List.of(new Violation("source", "an absolute directory, git:URL#REF or image:NAME")))
          .toException();
    }
    return new Source.Directory(Path.of(text));
  }
}
