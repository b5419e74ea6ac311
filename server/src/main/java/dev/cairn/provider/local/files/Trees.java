package dev.cairn.provider.local.files;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Whole directory trees: copied, measured, given away, deleted. Who owns what is in one may put a
 * link in the place of anything in it, at any moment: below its top all is reached by handles, see
 * {@link OpenDirectory} and {@link Removal}. The directory that holds a tree is Cairn's own.
 */
public final class Trees {
  /** How the name of what is being deleted begins. */
  public static final String GONE = ".gone-";

  private static final int BLOCK = 64 * 1024;
  private static final long SPARSE_FROM = 1024 * 1024;

  /** Copies are bound by the processors: more at once only get into each other's way. */
  private static final Semaphore COPYING =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

  private static final Optional<Owner> NOBODY_ELSE = Optional.empty();
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(OWN);

  private static final Path TOP = Path.of("");

  private Trees() {}

  /**
   * Copies a tree with its permissions, the files of a directory at once, and gives it to a user.
   * Nobody but Cairn gets into the copy before it is whole. Small files share blocks where the file
   * system can (the kernel's copy_file_range does); blocks of zeros in large ones, which are read
   * and written, take no space. Not durable yet: see {@link Disk#sync}.
   */
  public static void copy(Path from, Path to, Optional<String> user) {
    copy(from, to, user, Optional.empty());
  }

  /**
   * As {@link #copy}, of a tree that a server works in: what vanishes is left out, of what grows or
   * shrinks the copy has some. Only that server can tell how that becomes whole.
   */
  public static void copyInUse(Path from, Path to, Optional<String> user, TreeInUse tree) {
    copy(from, to, user, Optional.of(tree));
  }

  private static void copy(Path from, Path to, Optional<String> user, Optional<TreeInUse> inUse) {
    try (var top = OpenDirectory.of(from)) {
      var attributes = Files.readAttributes(from, PosixFileAttributes.class);
      var owner = user.isPresent() ? Optional.of(Owner.of(to, user.get())) : NOBODY_ELSE;
      fill(top, to, TOP, owner, inUse);
      if (inUse.isPresent()) {
        inUse.get().complete(top, to);
      }
      finish(to, attributes, owner);
    } catch (IOException e) {
      throw StateFile.failure("copy " + from + " to", to, e);
    }
  }

  private static void fill(
      OpenDirectory from, Path to, Path below, Optional<Owner> owner, Optional<TreeInUse> inUse)
      throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var failures = new ConcurrentLinkedQueue<Exception>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      from.each(
          name -> {
            var path = below.resolve(name);
            if (inUse.filter(tree -> !tree.counts(path)).isPresent()) {
              return;
            }
            unlessGone(
                inUse,
                () -> {
                  var child = from.attributes(name);
                  if (child.isDirectory()) {
                    try (var inner = from.open(name)) {
                      fill(inner, to.resolve(name), path, owner, inUse);
                    }
                    finish(to.resolve(name), child, owner);
                    return;
                  }
                  COPYING.acquireUninterruptibly();
                  executor.execute(
                      () -> {
                        try {
                          unlessGone(
                              inUse,
                              () -> copyFile(from, name, child, to.resolve(name), owner, inUse));
                        } catch (IOException | RuntimeException e) {
                          failures.add(e);
                        } finally {
                          COPYING.release();
                        }
                      });
                });
          });
    }
    throwFirst(failures);
  }

  private static void throwFirst(Queue<Exception> failures) throws IOException {
    switch (failures.peek()) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IllegalStateException("no copy throws this", e);
    }
  }

  private interface Copying {
    void run() throws IOException;
  }

  private static void unlessGone(Optional<TreeInUse> inUse, Copying copying) throws IOException {
    try {
      copying.run();
    } catch (NoSuchFileException gone) {
      if (inUse.isEmpty()) {
        throw gone;
      }
    }
  }

  /** Sockets and pipes are no data. */
  private static void copyFile(
      OpenDirectory from,
      Path name,
      PosixFileAttributes attributes,
      Path copy,
      Optional<Owner> owner,
      Optional<TreeInUse> inUse)
      throws IOException {
    if (attributes.isSymbolicLink() && inUse.isEmpty()) {
      Files.createSymbolicLink(copy, from.link(name));
      finish(copy, attributes, owner);
    } else if (attributes.isRegularFile()) {
      try (var in = from.read(name);
          var out = FileChannel.open(copy, NEW, PRIVATE)) {
        // Of one that grows meanwhile, what it had.
        long size = in.size();
        copy(in, out, size);
        inUse.ifPresent(tree -> tree.copied(size));
      }
      finish(copy, attributes, owner);
    }
  }

  /**
   * Copies one file of a server that goes on writing to it, where it is still there, and gives it
   * to a user. The directory that the copy comes into is Cairn's own. Not durable yet.
   */
  public static void copyFile(OpenDirectory from, Path name, Path to, Optional<String> user)
      throws IOException {
    try (var in = from.read(name);
        var out = FileChannel.open(to, NEW, PRIVATE)) {
      copy(in, out, in.size());
    } catch (NoSuchFileException gone) {
      return;
    }
    give(to, user);
  }

  private static void copy(FileChannel in, FileChannel out, long size) throws IOException {
    if (size >= SPARSE_FROM) {
      copySparse(in, out, size);
    } else {
      copyWhole(in, out, size);
    }
  }

  private static void copyWhole(FileChannel in, FileChannel out, long size) throws IOException {
    long at = 0;
    for (long some = -1; some != 0 && at < size; at += some) {
      some = in.transferTo(at, size - at, out);
    }
  }

  private static void copySparse(FileChannel in, FileChannel out, long size) throws IOException {
    var block = ByteBuffer.allocate(BLOCK);
    var zeros = new byte[BLOCK];
    long position = 0;
    for (int read = in.read(block); read >= 0 && position < size; read = in.read(block)) {
      boolean last = position + read >= size;
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
    if (!as.isSymbolicLink() && (as.isDirectory() || !as.permissions().equals(OWN))) {
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
  public static void give(Path file, Optional<String> user) {
    if (user.isEmpty()) {
      return;
    }
    try {
      give(file, Owner.of(file, user.get()));
    } catch (IOException e) {
      throw StateFile.failure("give " + user.get(), file, e);
    }
  }

  /** Whether it is this user's; whoever Cairn is has what nobody else has. */
  public static boolean isOf(Path tree, Optional<String> user) {
    try {
      return user.isEmpty()
          || Files.getOwner(tree, LinkOption.NOFOLLOW_LINKS).getName().equals(user.get());
    } catch (IOException e) {
      throw StateFile.failure("look at", tree, e);
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
  public static void delete(Path tree) {
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
      new Removal(new Processes()).remove(aside);
    } catch (IOException e) {
      throw StateFile.failure("delete", tree, e);
    }
  }

  /** Returns once each file and directory is on disk; those that vanish meanwhile need not be. */
  public static void sync(Path tree) {
    try (var top = OpenDirectory.of(tree)) {
      sync(top);
    } catch (IOException e) {
      throw StateFile.failure("sync", tree, e);
    }
  }

  private static void sync(OpenDirectory directory) throws IOException {
    directory.each(
        name -> {
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
            return; // need not be on disk
          }
        });
    directory.sync();
  }

  /** The sum of its files' sizes; files that vanish meanwhile count nothing. */
  public static Bytes size(Path tree) {
    return size(tree, file -> true);
  }

  /**
   * As {@link #size(Path)}, of those files that count.
   *
   * @param counts told a file's name
   */
  public static Bytes size(Path tree, Predicate<Path> counts) {
    return sizeBelow(tree, path -> counts.test(path.getFileName()));
  }

  /**
   * As {@link #size(Path)}, of those files that count.
   *
   * @param counts told where a file is below the top
   */
  public static Bytes sizeBelow(Path tree, Predicate<Path> counts) {
    try (var top = OpenDirectory.of(tree)) {
      return new Bytes(size(top, TOP, counts));
    } catch (IOException e) {
      throw StateFile.failure("measure", tree, e);
    }
  }

  private static long size(OpenDirectory directory, Path below, Predicate<Path> counts)
      throws IOException {
    var sum = new AtomicLong();
    directory.each(
        name -> {
          try {
            var attributes = directory.attributes(name);
            if (attributes.isDirectory()) {
              try (var child = directory.open(name)) {
                sum.addAndGet(size(child, below.resolve(name), counts));
              }
            } else if (counts.test(below.resolve(name))) {
              sum.addAndGet(attributes.size());
            }
          } catch (IOException gone) {
            return; // counts nothing
          }
        });
    return sum.get();
  }
}
