package dev.cairn.cli.manifest;

import dev.cairn.cli.session.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The passwords that a manifest names, of databases that are there already. What cannot be found is
 * left out: the server says so where it is needed.
 */
final class Passwords {
  private static final Pattern NAMED =
      Pattern.compile("(?m)\\bpassword:\\s*[\"']?((?:env|file):[^\"'#,}\\r\\n]+)");

  private Passwords() {}

  /**
   * Reads them.
   *
   * @param manifest where files are looked for beside
   */
  static Map<String, String> named(String text, Path manifest) {
    var found = new LinkedHashMap<String, String>();
    NAMED
        .matcher(text)
        .results()
        .map(match -> match.group(1).strip())
        .forEach(name -> value(name, manifest).ifPresent(it -> found.put(name, it)));
    return found;
  }

  private static Optional<String> value(String name, Path manifest) {
    if (name.startsWith("env:")) {
      return Optional.ofNullable(System.getenv(name.substring("env:".length())));
    }
    var file = manifest.resolveSibling(name.substring("file:".length()));
    return java.nio.file.Files.isReadable(file)
        ? Optional.of(Files.firstLine(file))
        : Optional.empty();
  }
}
