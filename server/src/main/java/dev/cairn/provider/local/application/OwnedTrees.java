package dev.cairn.provider.local.application;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Trees of files that belong to another user than Cairn. That user may put a link in the place of
 * anything in them, at any moment: nothing here follows a name inside of one as root. The
 * directories that hold such trees are Cairn's own.
 */
record OwnedTrees(Processes processes) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Each side as its owner, if it has one; status 1 of tar: a file changed while it was read. */
  private static final String COPY =
      """
      as() {
        user=$1; group=$2; shift 2
        [ -z "$user" ] && exec "$@"
        exec setpriv --reuid="$user" --regid="$group" --clear-groups --no-new-privs -- "$@"
      }
      reader=$({ { (as "$1" "$2" tar -cf - .); echo $? >&3; } \
        | (cd "$3" && as "$4" "$4" tar -xpf - >&2); } 3>&1) && [ "$reader" -le 1 ]
      """;

  /** A new, empty directory that is closed to others. */
  void create(Path tree, Optional<String> user) {
    try {
      Files.createDirectory(
          tree, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw StateFile.failure("create", tree, e);
    }
    giveAway(tree, user);
  }

  /**
   * Gives a tree that is Cairn's own, whole: from its leaves up, so that its new owner gets into a
   * directory only when nothing is left to be done below it.
   */
  void giveAway(Path tree, Optional<String> user) {
    if (user.isEmpty()) {
      return;
    }
    try (var all = Files.walk(tree)) {
      var names = tree.getFileSystem().getUserPrincipalLookupService();
      var owner = names.lookupPrincipalByName(user.get());
      var group = names.lookupPrincipalByGroupName(user.get());
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (attributes(path).isOther()) {
          // A device in a source would be the machine's.
          Files.delete(path);
          continue;
        }
        haveNoOtherName(path);
        var view =
            Files.getFileAttributeView(
                path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setGroup(group);
        view.setOwner(owner);
      }
    } catch (IOException e) {
      throw StateFile.failure("hand over to " + user.get(), tree, e);
    }
  }

  /**
   * A file is given away under all of its names, and Git shares files between repositories: the
   * tree gets one of its own.
   */
  private static void haveNoOtherName(Path path) throws IOException {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
      var copy = Files.createTempFile(path.resolveSibling("."), "copy", "");
      Files.copy(
          path, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      move(copy, path);
    }
  }

  /** Fills a new, empty directory with what is in another one, read and written by their owners. */
  private void copy(Path from, Path to, Optional<String> user) {
    var reader = user.isEmpty() ? "" : attributes(from).owner().getName();
    var group = attributes(from).group().getName();
    var writer = user.orElse("");
    var outcome =
        processes.run(
            Command.of("/bin/sh", "-c", COPY, "sh", reader, group, to.toString(), writer)
                .in(from)
                .within(PATIENCE));
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "copy-failed",
              "Could not copy " + from + " to " + to + ": " + Sentence.ended(outcome.lastLine()),
              "See that its files can be read and that the disk has room, then deploy again.")
          .toException();
    }
  }

  /**
   * Makes a tree this user's where it is another's, as one from before or from another machine: by
   * a copy, for the other one may still write to it.
   */
  void takeOver(Path tree, Optional<String> user) {
    var before = tree.resolveSibling(tree.getFileName() + ".before");
    var copy = tree.resolveSibling(tree.getFileName() + ".copy");
    if (!isThere(tree) && isThere(before)) {
      move(before, tree);
    }
    if (user.isEmpty() || !isThere(tree) || attributes(tree).owner().getName().equals(user.get())) {
      deleteUnused(before);
      return;
    }
    delete(copy);
    delete(before);
    create(copy, user);
    copy(tree, copy, user);
    move(tree, before);
    move(copy, tree);
    deleteUnused(before);
  }

  /** Nothing loses the directory that it runs in. */
  private void deleteUnused(Path tree) {
    if (isThere(tree) && processes.findIn(tree).isEmpty()) {
      delete(tree);
    }
  }

  /** Nothing there is fine. */
  void delete(Path tree) {
    new Removal(processes).remove(tree);
  }

  /** Owner and group by name, or by number where this machine has no such user. */
  private static PosixFileAttributes attributes(Path tree) {
    try {
      return Files.readAttributes(tree, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StateFile.failure("look at", tree, e);
    }
  }

  private static boolean isThere(Path tree) {
    return Files.exists(tree, LinkOption.NOFOLLOW_LINKS);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StateFile.failure("rename", from, e);
    }
  }

  List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var all = Files.list(directory)) {
      return all.toList();
    } catch (IOException e) {
      throw StateFile.failure("list", directory, e);
    }
  }
}
