package dev.cairn.provider.local.source;

import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose a directory is. Whoever may write in it could lead a reader that is root through links to
 * what is none of theirs: so what reads it runs as they do.
 */
final class SourceOwner {
  private SourceOwner() {}

  /** Whether it belongs to somebody that Cairn should read it as. */
  static boolean isForeign(Path directory) {
    return Processes.isRoot() && id(directory, "unix:uid") != 0;
  }

  /** The command as the directory's owner runs it. */
  static List<String> argv(Path directory, List<String> command) {
    if (!isForeign(directory)) {
      return command;
    }
    var all =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + id(directory, "unix:uid"),
                "--regid=" + id(directory, "unix:gid"),
                "--clear-groups",
                "--no-new-privs",
                "--"));
    all.addAll(command);
    return all;
  }

  private static int id(Path directory, String attribute) {
    try {
      return (int) Files.getAttribute(directory, attribute);
    } catch (IOException e) {
      throw StateFile.failure("look at", directory, e);
    }
  }
}
