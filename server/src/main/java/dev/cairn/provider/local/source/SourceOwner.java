package dev.cairn.provider.local.source;

import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Who reads a directory where Cairn is root: whoever could put another one in its place. That is
 * the owner of the first directory or link on the way to it that is not root's; what lies below is
 * his to change at any moment, whoever's it is now. Root reads what root alone can change.
 *
 * @param directory without links, as it was looked at
 * @param user his number; 0 for root, and for whoever Cairn is where it is not root
 */
record SourceOwner(Path directory, int user, int group) {
  private static final int MOST_LINKS = 40;

  static SourceOwner of(Path directory) {
    try {
      return Processes.isRoot()
          ? walk(directory.toAbsolutePath())
          : new SourceOwner(directory.toRealPath(), 0, 0);
    } catch (IOException e) {
      throw StateFile.failure("look at", directory, e);
    }
  }

  /** From above down, through each link as the kernel would. */
  private static SourceOwner walk(Path path) throws IOException {
    var left = new ArrayDeque<Path>();
    path.forEach(left::add);
    var at = path.getRoot();
    int user = 0;
    int group = 0;
    int links = 0;
    while (!left.isEmpty()) {
      var next = at.resolve(left.pop()).normalize();
      if (user == 0) {
        user = id(next, "unix:uid");
        group = id(next, "unix:gid");
      }
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      var target = Files.readSymbolicLink(next);
      at = target.isAbsolute() ? path.getRoot() : at;
      var names = new ArrayList<Path>();
      target.forEach(names::add);
      names.reversed().forEach(left::push);
    }
    return new SourceOwner(at, user, user == 0 ? 0 : group);
  }

  private static int id(Path path, String attribute) throws IOException {
    return (int) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is somebody else that Cairn reads it as. */
  boolean isForeign() {
    return user != 0;
  }

  /** The command as he runs it, in the directory: he goes there himself, not root for him. */
  List<String> there(List<String> command) {
    var all = as(List.of("/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory.toString()));
    all.addAll(command);
    return all;
  }

  /** The command as he runs it. */
  List<String> as(List<String> command) {
    var all = new ArrayList<String>();
    if (isForeign()) {
      all.addAll(
          List.of(
              "setpriv",
              "--reuid=" + user,
              "--regid=" + group,
              "--clear-groups",
              "--no-new-privs",
              "--"));
    }
    all.addAll(command);
    return all;
  }
}
