package dev.cairn.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Small files that hold state: either the old or the new text is there, whole, whatever instant the
 * machine dies at.
 */
public final class StateFile {
  /** Only the owner reads. */
  public static final String PRIVATE = "rw-------";

  /** Everybody may read: certificates. Never where something is going to listen. */
  public static final String PUBLIC = "rw-r--r--";

  private static final String OF_GROUP = "rw-r-----";

  private StateFile() {}

  /** Writes beside, fsyncs, renames over, fsyncs the directory. Makes missing directories. */
  public static void write(Path file, String text, String permissions) {
    replace(file, text, fresh -> setPermissions(fresh, permissions), true);
  }

  /**
   * As {@link #write}, for its owner and the group of a user; empty: for its owner, who is that
   * user.
   */
  public static void writeFor(Path file, String text, Optional<String> group) {
    replace(file, text, fresh -> allow(view(fresh), group), true);
  }

  /**
   * As {@link #write} for readers and for our own death, but not durable before the caller syncs
   * the file system: for what can be made again, or is synced with much else.
   */
  public static void writeUnsynced(Path file, String text, String permissions) {
    replace(file, text, fresh -> setPermissions(fresh, permissions), false);
  }

  private interface Permitting {
    void permit(Path fresh) throws IOException;
  }

  private static void replace(Path file, String text, Permitting readers, boolean durable) {
    var directory = file.toAbsolutePath().resolveSibling(".").normalize();
    try {
      Files.createDirectories(directory);
      var fresh = Files.createTempFile(directory, "." + file.getFileName() + ".", ".new");
      try {
        try (var out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
          var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
          readers.permit(fresh);
          if (durable) {
            out.force(true);
          }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      if (durable) {
        sync(directory);
      }
    } catch (IOException e) {
      throw failure("write", file, e);
    }
  }

  /** Makes an empty file, as a log, where there is none. What it says is for its owner alone. */
  public static void keepPrivate(Path log) {
    var permissions = PosixFilePermissions.fromString(PRIVATE);
    try {
      Files.createFile(log, PosixFilePermissions.asFileAttribute(permissions));
    } catch (FileAlreadyExistsException exists) {
      setPermissions(log, permissions);
    } catch (IOException e) {
      throw failure("create", log, e);
    }
  }

  /** Takes a file, where there is one, from all but its owner. */
  public static void closeIfThere(Path file) {
    try {
      view(file).setPermissions(PosixFilePermissions.fromString(PRIVATE));
    } catch (NoSuchFileException absent) {
      return;
    } catch (IOException e) {
      throw failure("set the permissions of", file, e);
    }
  }

  /** Lets a group read what its owner writes, and nobody else; empty: the owner alone. */
  public static void allow(PosixFileAttributeView file, Optional<String> group) throws IOException {
    if (group.isPresent()) {
      file.setGroup(group(group.get()));
    }
    file.setPermissions(PosixFilePermissions.fromString(group.isPresent() ? OF_GROUP : PRIVATE));
  }

  private static GroupPrincipal group(String name) throws IOException {
    return FileSystems.getDefault()
        .getUserPrincipalLookupService()
        .lookupPrincipalByGroupName(name);
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static void setPermissions(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /**
   * Lets a group write a log that stays Cairn's, who alone reads it. It lies in a directory of
   * Cairn's own.
   */
  public static void letWrite(Path log, String group) {
    try {
      var view = view(log);
      view.setGroup(group(group));
      view.setPermissions(PosixFilePermissions.fromString("rw--w----"));
    } catch (IOException e) {
      throw failure("set the permissions of", log, e);
    }
  }

  private static void setPermissions(Path file, Set<PosixFilePermission> permissions) {
    try {
      Files.setPosixFilePermissions(file, permissions);
    } catch (IOException e) {
      throw failure("set the permissions of", file, e);
    }
  }

  /** The text, or empty where there is no such file. */
  public static Optional<String> find(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", file, e);
    }
  }

  /** Makes a file's text, or renames and removals inside a directory, durable. */
  public static void sync(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw failure("sync", file, e);
    }
  }

  /** What an I/O failure means to the user; a full disk has its own code. */
  public static ProblemException failure(String verb, Path file, IOException cause) {
    var text = String.valueOf(cause.getMessage());
    if (text.contains("No space left") || text.contains("Disk quota exceeded")) {
      return Problem.failed(
              "disk-full",
              "Could not " + verb + " " + file + ": the disk is full.",
              "Free some space on the disk of " + file.getParent() + " and retry.")
          .toException(cause);
    }
    return Problem.failed(
            "file-unusable",
            "Could not " + verb + " " + file + ": " + text + ".",
            "Check the permissions of " + file + " and the disk that it is on.")
        .toException(cause);
  }
}
