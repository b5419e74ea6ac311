package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.process.Accounts;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who reads a directory where Cairn is root: whoever could put another one in its place. That is
 * the owner of the first directory or link on the way to it that is not root's; what lies below is
 * his to change at any moment, whoever's it is now. Root reads what root alone can change.
 *
 * @param directory without links, as it was looked at
 * @param reach the deepest directory on the way that nobody but root could put another in place of:
 *     root goes that far for the reader, through directories that are closed to him
 * @param user his number; 0 for root, and for whoever Cairn is where it is not root
 * @param group his own: the directory's may be one that he is not in
 */
record SourceOwner(Path directory, Path reach, int user, int group) {
  private static final int MOST_LINKS = 40;

  /** Of a mode, see inode(7). */
  private static final int STICKY = 01000;

  private static final int GROUP_WRITE = 0020;

  /** How long a mode is as ls writes it, before the sign of an access control list. */
  private static final int MODE = 10;

  static final String ALONE = "CAIRN_PRIVATE_GROUP";

  /** The number that is no group's, as chown(2) has it. */
  private static final String NONE = "4294967295";

  private static final int OTHERS_WRITE = 0002;

  static SourceOwner of(Path directory) {
    try {
      return look(directory);
    } catch (IOException e) {
      throw StateFile.failure("look at", directory, e);
    }
  }

  /** Empty where it is not there. */
  static Optional<SourceOwner> find(Path directory) {
    try {
      return Optional.of(look(directory));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private static SourceOwner look(Path directory) throws IOException {
    return Processes.isRoot() ? walk(directory.toAbsolutePath()) : rootsOwn(directory.toRealPath());
  }

  private static SourceOwner rootsOwn(Path directory) {
    return new SourceOwner(directory, directory, 0, 0);
  }

  /** From above down, through each link as the kernel would. */
  private static SourceOwner walk(Path path) throws IOException {
    var left = new ArrayDeque<Path>();
    path.forEach(left::add);
    var at = path.getRoot();
    var reach = at;
    var way = new LinkedHashSet<Path>();
    int user = 0;
    int links = 0;
    while (!left.isEmpty()) {
      var next = at.resolve(left.pop()).normalize();
      boolean fixed = user == 0;
      if (fixed) {
        user = attribute(next, "uid");
      }
      way.add(at);
      if (!Files.isSymbolicLink(next)) {
        reach = fixed && (user == 0 || isOnlyOwnersToChange(at)) ? next : reach;
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
    way.remove(at);
    var owner = user == 0 ? rootsOwn(at) : new SourceOwner(at, reach, user, Accounts.groupOf(user));
    for (var passed : way) {
      owner.requireAlone(path, passed, true);
    }
    owner.requireAlone(path, at, false);
    return owner;
  }

  /**
   * Refuses a directory in which others than he and root may exchange names: for a link to what is
   * his, just after it was looked at.
   *
   * @param passed on the way, where it is enough that only their owners may exchange them
   */
  private void requireAlone(Path source, Path passed, boolean isOnTheWay) throws IOException {
    int mode = attribute(passed, "mode");
    boolean isOthersToWrite =
        (mode & OTHERS_WRITE) != 0 || ((mode & GROUP_WRITE) != 0 && !isOwnGroupsAlone(passed));
    boolean isSticky = isOnTheWay && (mode & STICKY) != 0;
    if (!isOneOf(attribute(passed, "uid"), user) || (isOthersToWrite && !isSticky)) {
      throw shared(source, passed).toException();
    }
  }

  private boolean isOwnGroupsAlone(Path directory) throws IOException {
    int its = attribute(directory, "gid");
    return privateGroup().filter(own -> own == its).isPresent() && !hasAccessList(directory);
  }

  /** The mode then says of the group what any other user may. Quoting, as SourceFiles has it. */
  private static boolean hasAccessList(Path directory) {
    var listed = new Processes().run(Command.of("ls", "-ldQ", "--", directory.toString()));
    return !listed.succeeded() || listed.output().startsWith("+", MODE);
  }

  /** His group that nobody else is in. */
  private Optional<Integer> privateGroup() {
    return Accounts.privateGroupOf(isForeign() ? user : Accounts.own());
  }

  private static boolean isOneOf(int id, int his) {
    return id == 0 || id == his;
  }

  /**
   * Others than its reader may exchange what is in a directory of a source, or on the way there.
   */
  static Problem shared(Path source, Path directory) {
    return Problem.invalid(
        "source-shared",
        "The source "
            + source
            + " is not read: others than the user whom Cairn reads it as may change "
            + directory
            + ", and could have that user's files in its place.",
        "Let its owner alone change it (chmod go-w; where ls -ld shows a +, also setfacl -b), give all"
            + " of the source to one user (chown -R), or have that part ignored (.gitignore,"
            + " .dockerignore).");
  }

  private static boolean isOnlyOwnersToChange(Path directory) throws IOException {
    return Collections.disjoint(
        Files.getPosixFilePermissions(directory),
        Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
  }

  private static int attribute(Path path, String name) throws IOException {
    return (int) Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is somebody else that Cairn reads it as. */
  boolean isForeign() {
    return user != 0;
  }

  /** Runs in the directory, as he does; {@value #ALONE} says which group is his alone. */
  Command there(List<String> command) {
    var alone = privateGroup().map(String::valueOf).orElse(NONE);
    return Command.of(going(command)).in(reach).withEnvironment(Map.of(ALONE, alone));
  }

  /** The command as he runs it in the directory, started in {@link #reach}: the rest he goes. */
  List<String> going(List<String> command) {
    var rest = "./" + reach.relativize(directory);
    var all = as(List.of("/bin/sh", "-c", "cd -P -- \"$0\" && exec \"$@\"", rest));
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
