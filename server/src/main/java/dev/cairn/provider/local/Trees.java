package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Whole directory trees: copied, measured, given away, deleted. Who owns what is in one may put a
 * link in the place of anything in it, at any moment: below its top all is reached by handles, see
 * {@link OpenDirectory}. The directory that holds a tree is Cairn's own.
 */
final class Trees {
  /** How the name of what is being deleted begins. */
  static final String GONE = ".gone-";

  private static final int BLOCK = 64 * 1024;
  private static final long SPARSE_FROM = 1024 * 1024;

  /** Copies are bound by the processors: more at once only get into each other's way. */
  private static final Semaphore COPYING =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

  private static final Optional<Owner> NOBODY_ELSE = Optional.empty();
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Trees() {}

  /** A directory that is copied, and its copy. */
  private record Pair(OpenDirectory from, Path to, PosixFileAttributes attributes) {}

  /**
   * Copies a tree with its permissions, a directory a task, and gives it to a user. Nobody but
   * Cairn gets into the copy before it is whole. Small files share blocks where the file system can
   * (the kernel's copy_file_range does); blocks of zeros in large ones, which are read and written,
   * take no space. Not durable yet: see {@link Disk#sync}.
   */
  static void copy(Path from, Path to, Optional<String> user) {
    var pairs = new ArrayList<Pair>();
    try {
      var attributes = Files.readAttributes(from, PosixFileAttributes.class);
      var owner = user.isPresent() ? Optional.of(Owner.of(to, user.get())) : NOBODY_ELSE;
      try {
        open(OpenDirectory.of(from), to, attributes, pairs);
        inParallel(pairs, pair -> copyFiles(pair, owner));
        for (var pair : pairs.reversed()) {
          finish(pair.to(), pair.attributes(), owner);
        }
      } finally {
        for (var pair : pairs) {
          pair.from().close();
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("copy " + from + " to", to, e);
    }
  }

  private static void open(
      OpenDirectory from, Path to, PosixFileAttributes attributes, List<Pair> pairs)
      throws IOException {
    pairs.add(new Pair(from, to, attributes));
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (var name : from.names()) {
      var child = from.attributes(name);
      if (child.isDirectory()) {
        open(from.open(name), to.resolve(name), child, pairs);
      }
    }
  }

  private interface Task {
    void run(Pair pair) throws IOException;
  }

  private static void inParallel(List<Pair> pairs, Task task) throws IOException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Optional<IOException>>>();
      for (var pair : pairs) {
        running.add(
            executor.submit(
                () -> {
                  COPYING.acquire();
                  try {
                    task.run(pair);
                    return Optional.empty();
                  } catch (IOException e) {
                    return Optional.of(e);
                  } finally {
                    COPYING.release();
                  }
                }));
      }
      for (var one : running) {
        var failure = one.get();
        if (failure.isPresent()) {
          throw failure.get();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("could not copy", e);
    }
  }

  /** Sockets and pipes are no data. */
  private static void copyFiles(Pair pair, Optional<Owner> owner) throws IOException {
    for (var name : pair.from().names()) {
      var attributes = pair.from().attributes(name);
      var copy = pair.to().resolve(name);
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(copy, pair.from().link(name));
        finish(copy, attributes, owner);
      } else if (attributes.isRegularFile()) {
        try (var in = pair.from().read(name);
            var out = FileChannel.open(copy, NEW, PRIVATE)) {
          if (attributes.size() >= SPARSE_FROM) {
            copySparse(in, out);
          } else {
            copyWhole(in, out);
          }
        }
        finish(copy, attributes, owner);
      }
    }
  }

  private static void copyWhole(FileChannel in, FileChannel out) throws IOException {
    long at = 0;
    for (long some = -1; some != 0; at += some) {
      some = in.transferTo(at, Long.MAX_VALUE - at, out);
    }
  }

  private static void copySparse(FileChannel in, FileChannel out) throws IOException {
    var block = ByteBuffer.allocate(BLOCK);
    var zeros = new byte[BLOCK];
    long position = 0;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      boolean last = position + read == in.size();
      if (last || !Arrays.equals(block.array(), 0, read, zeros, 0, read)) {
        block.flip();
        long at = position;
        while (block.hasRemaining()) {
          at += out.write(block, at);
        }
      }
      position += read;
      block.clear();
    }
  }

  /** What lies around it is still closed to all but Cairn. */
  private static void finish(Path copy, PosixFileAttributes as, Optional<Owner> owner)
      throws IOException {
    if (!as.isSymbolicLink()) {
      view(copy).setPermissions(as.permissions());
    }
    if (owner.isPresent()) {
      give(copy, owner.get());
    }
  }

  private static void give(Path file, Owner owner) throws IOException {
    view(file).setGroup(owner.group());
    view(file).setOwner(owner.user());
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives one file or directory that is Cairn's own to a user and the group of its name. */
  static void give(Path file, Optional<String> user) {
    if (user.isEmpty()) {
      return;
    }
    try {
      give(file, Owner.of(file, user.get()));
    } catch (IOException e) {
      throw StateFile.failure("give " + user.get(), file, e);
    }
  }

  /**
   * Gives a tree to a user that is another's, who may be at work in it: where it is his already,
   * nothing is done.
   */
  static void giveAll(Path tree, Optional<String> user) {
    try {
      if (user.isEmpty()
          || Files.getOwner(tree, LinkOption.NOFOLLOW_LINKS).getName().equals(user.get())) {
        return;
      }
      // Closed to whoever had it, until all of it is the other's.
      give(tree, Optional.of("root"));
      try (var top = OpenDirectory.of(tree)) {
        giveAll(top, Owner.of(tree, user.get()));
      }
      give(tree, user);
    } catch (IOException e) {
      throw StateFile.failure("give " + user.orElse(""), tree, e);
    }
  }

  private static void giveAll(OpenDirectory directory, Owner owner) throws IOException {
    for (var name : directory.names()) {
      var attributes = directory.attributes(name);
      if (attributes.isDirectory()) {
        try (var child = directory.open(name)) {
          giveAll(child, owner);
        }
      }
      if (attributes.isDirectory() || attributes.isRegularFile()) {
        directory.give(name, owner.user(), owner.group());
      }
    }
  }

  /** A user of this machine, and the group of his name. */
  private record Owner(UserPrincipal user, GroupPrincipal group) {
    static Owner of(Path file, String name) throws IOException {
      var names = file.getFileSystem().getUserPrincipalLookupService();
      return new Owner(names.lookupPrincipalByName(name), names.lookupPrincipalByGroupName(name));
    }
  }

  /** Deletes at once as others see it: renamed aside first. Nothing there is fine. */
  static void delete(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var name = String.valueOf(tree.getFileName());
    var aside = name.startsWith(GONE) ? tree : tree.resolveSibling(GONE + name);
    try {
      if (!aside.equals(tree)) {
        delete(aside);
        Files.move(tree, aside, StandardCopyOption.ATOMIC_MOVE);
      }
      if (Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
        try (var top = OpenDirectory.of(aside)) {
          clear(top);
        }
      }
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      throw StateFile.failure("delete", tree, e);
    }
  }

  private static void clear(OpenDirectory directory) throws IOException {
    for (var name : directory.names()) {
      if (isDirectory(directory, name)) {
        try (var child = directory.open(name)) {
          clear(child);
        } catch (NoSuchFileException gone) {
          continue;
        }
      }
      directory.delete(name);
    }
  }

  private static boolean isDirectory(OpenDirectory in, Path name) throws IOException {
    try {
      return in.attributes(name).isDirectory();
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Returns once each file and directory is on disk; those that vanish meanwhile need not be. */
  static void sync(Path tree) {
    try (var top = OpenDirectory.of(tree)) {
      sync(top);
    } catch (IOException e) {
      throw StateFile.failure("sync", tree, e);
    }
  }

  private static void sync(OpenDirectory directory) throws IOException {
    for (var name : directory.names()) {
      try {
        var attributes = directory.attributes(name);
        if (attributes.isDirectory()) {
          try (var child = directory.open(name)) {
            sync(child);
          }
        } else if (attributes.isRegularFile()) {
          try (var file = directory.read(name)) {
            file.force(true);
          }
        }
      } catch (NoSuchFileException gone) {
        // need not be on disk
      }
    }
    directory.sync();
  }

  /** The sum of its files' sizes; files that vanish meanwhile count nothing. */
  static Bytes size(Path tree) {
    return size(tree, file -> true);
  }

  /**
   * As {@link #size(Path)}, of those files that count.
   *
   * @param counts told a file's name
   */
  static Bytes size(Path tree, Predicate<Path> counts) {
    try (var top = OpenDirectory.of(tree)) {
      return new Bytes(size(top, counts));
    } catch (IOException e) {
      throw StateFile.failure("measure", tree, e);
    }
  }

  private static long size(OpenDirectory directory, Predicate<Path> counts) {
    long sum = 0;
    for (var name : directory.names()) {
      try {
        var attributes = directory.attributes(name);
        if (attributes.isDirectory()) {
          try (var child = directory.open(name)) {
            sum += size(child, counts);
          }
        } else if (counts.test(name)) {
          sum += attributes.size();
        }
      } catch (IOException gone) {
        // counts nothing
      }
    }
    return sum;
  }
}
