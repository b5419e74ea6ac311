package dev.cairn.cli.manifest;

import dev.cairn.cli.session.Files;
import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The passwords that a manifest names, of databases that are there already. The manifest may be a
 * stranger's, and says which host they are sent to: so it has only files from beside itself or
 * below, of these only what belongs to its {@link Project} or whoever calls the command names, and
 * only the variables that are named there. What it does not have, or what cannot be found, is left
 * out: the server says so where it is needed.
 */
final class Passwords {
  private static final Pattern NAMED =
      Pattern.compile("(?m)\\bpassword:\\s*[\"']?((?:env|file):[^\"'#,}\\r\\n]+)");

  private Passwords() {}

  /**
   * Reads them.
   *
   * @param manifest where files are looked for beside
   * @param allowed what it may have besides
   */
  static Map<String, String> named(String text, Path manifest, Allowed allowed) {
    var found = new LinkedHashMap<String, String>();
    NAMED
        .matcher(text)
        .results()
        .map(match -> match.group(1).strip())
        .forEach(name -> value(name, manifest, allowed).ifPresent(it -> found.put(name, it)));
    return found;
  }

  private static Optional<String> value(String name, Path manifest, Allowed allowed) {
    if (name.startsWith("env:")) {
      return Optional.of(name.substring("env:".length()))
          .filter(allowed::hasVariable)
          .map(System::getenv);
    }
    return below(manifest.resolveSibling("."), name.substring("file:".length()), allowed)
        .map(Files::firstLine);
  }

  /** A file of that directory, wherever its name and the links in it lead; empty where none is. */
  private static Optional<Path> below(Path directory, String name, Allowed allowed) {
    try {
      var root = directory.toRealPath();
      var file = root.resolve(name).toRealPath();
      if (!file.startsWith(root)) {
        throw Problems.of(
            "password-elsewhere",
            "cairn.yaml wants to have "
                + file
                + " as a password, which does not lie below "
                + root
                + ".",
            "Put the file there if it is meant, or name a variable: password: env:NAME.");
      }
      return Optional.of(file)
          .filter(java.nio.file.Files::isRegularFile)
          .filter(it -> allowed.hasFile(name) || new Project(root).owns(it));
    } catch (IOException | InvalidPathException notThere) {
      return Optional.empty();
    }
  }
}
