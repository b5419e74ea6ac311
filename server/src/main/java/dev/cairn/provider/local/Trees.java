package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Whole directory trees: copied, measured, given away, deleted. */
final class Trees {
  /** How the name of what is being deleted begins. */
  static final String GONE = ".gone-";

  private static final int BLOCK = 64 * 1024;
  private static final long SPARSE_FROM = 1024 * 1024;

  /** Copies are bound by the processors: more at once only get into each other's way. */
  private static final Semaphore COPYING =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

  private Trees() {}

  /**
   * Copies a tree with its owners and permissions, a directory a task. Small files share blocks
   * where the file system can (the kernel's copy_file_range does); blocks of zeros in large ones,
   * which are read and written, take no space. Not durable yet: see {@link Disk#sync}.
   */
  static void copy(Path from, Path to) {
    var directories = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
              var copy = to.resolve(from.relativize(directory).toString());
              Files.createDirectory(copy);
              copyOwner(directory, copy);
              directories.add(directory);
              return FileVisitResult.CONTINUE;
            }
          });
      inParallel(
          directories,
          directory -> copyFiles(directory, to.resolve(from.relativize(directory).toString())));
    } catch (IOException e) {
      throw StateFile.failure("copy " + from + " to", to, e);
    }
  }

  private interface Task {
    void run(Path directory) throws IOException;
  }

  private static void inParallel(List<Path> directories, Task task) throws IOException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Optional<IOException>>>();
      for (var directory : directories) {
        running.add(
            executor.submit(
                () -> {
                  COPYING.acquire();
                  try {
                    task.run(directory);
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

  private static void copyFiles(Path from, Path to) throws IOException {
    try (var entries = Files.newDirectoryStream(from)) {
      for (var entry : entries) {
        var attributes =
            Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var copy = to.resolve(entry.getFileName().toString());
        if (attributes.isDirectory()) {
          continue;
        }
        if (attributes.isRegularFile() && attributes.size() >= SPARSE_FROM) {
          copySparse(entry, copy);
        } else {
          Files.copy(entry, copy, LinkOption.NOFOLLOW_LINKS);
        }
        copyOwner(attributes, copy);
      }
    }
  }

  private static void copySparse(Path from, Path to) throws IOException {
    try (var in = FileChannel.open(from, StandardOpenOption.READ);
        var out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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
  }

  private static void copyOwner(Path from, Path to) throws IOException {
    copyOwner(Files.readAttributes(from, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS), to);
  }

  private static void copyOwner(PosixFileAttributes wanted, Path to) throws IOException {
    var view =
        Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (dev.cairn.process.Processes.isRoot()) {
      view.setOwner(wanted.owner());
      view.setGroup(wanted.group());
    }
    if (!wanted.isSymbolicLink()) {
      view.setPermissions(wanted.permissions());
    }
  }

  /** Gives one file or directory to a user and the group of its name. */
  static void give(Path file, Optional<String> user) {
    if (user.isEmpty()) {
      return;
    }
    try {
      var names = file.getFileSystem().getUserPrincipalLookupService();
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      view.setOwner(names.lookupPrincipalByName(user.get()));
      view.setGroup(names.lookupPrincipalByGroupName(user.get()));
    } catch (IOException e) {
      throw StateFile.failure("give " + user.get(), file, e);
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
      Files.walkFileTree(
          aside,
          new Vanishing() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            void leave(Path directory) throws IOException {
              Files.deleteIfExists(directory);
            }
          });
    } catch (IOException e) {
      throw StateFile.failure("delete", tree, e);
    }
  }

  /** Returns once each file and directory is on disk; those that vanish meanwhile need not be. */
  static void sync(Path tree) {
    try {
      Files.walkFileTree(
          tree,
          new Vanishing() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile()) {
                try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                  channel.force(true);
                } catch (NoSuchFileException gone) {
                  return FileVisitResult.CONTINUE;
                }
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            void leave(Path directory) {
              StateFile.sync(directory);
            }
          });
    } catch (IOException e) {
      throw StateFile.failure("sync", tree, e);
    }
  }

  /** Walks a tree in use: what vanishes meanwhile is passed over. */
  private abstract static class Vanishing extends SimpleFileVisitor<Path> {
    /** After all that is in it. */
    abstract void leave(Path directory) throws IOException;

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      leave(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  /** The sum of its files' sizes; files that vanish meanwhile count nothing. */
  static Bytes size(Path tree) {
    return size(tree, file -> true);
  }

  /** As {@link #size(Path)}, of those files that count. */
  static Bytes size(Path tree, Predicate<Path> counts) {
    var sum = new long[1];
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum[0] += counts.test(file) ? attributes.size() : 0;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw StateFile.failure("measure", tree, e);
    }
    return new Bytes(sum[0]);
  }
}
