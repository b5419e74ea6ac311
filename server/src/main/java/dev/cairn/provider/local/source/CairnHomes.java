package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;

/**
 * Where a Cairn keeps its master key, its token and everybody's data: no source of an
 * application's. Whoever may deploy would else read them, by what he deploys.
 */
final class CairnHomes {
  private static final String KEY = "master.key";
  private static final String INSTALLATION = "installation.id";

  private CairnHomes() {}

  /**
   * Refuses a directory that is one, lies in one, or holds one.
   *
   * @param names of all files in it, relative
   */
  static void refuse(Path directory, Collection<String> names) {
    try {
      for (var at = directory.toRealPath(); at != null; at = at.getParent()) {
        if (isThere(at.resolve(KEY)) && isThere(at.resolve(INSTALLATION))) {
          throw refused(directory, at).toException();
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("look at", directory, e);
    }
    var all = new HashSet<>(names);
    for (var name : names) {
      var beside = name.substring(0, Math.max(0, name.length() - KEY.length())) + INSTALLATION;
      if ((name.equals(KEY) || name.endsWith("/" + KEY)) && all.contains(beside)) {
        throw refused(directory, directory.resolve(name).resolveSibling(".").normalize())
            .toException();
      }
    }
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static Problem refused(Path directory, Path home) {
    return Problem.invalid(
        "source-is-cairns",
        "The source directory "
            + directory
            + " is not read: the data and the master key of a Cairn lie in "
            + home
            + ".",
        "Name the directory of the application alone.");
  }
}
