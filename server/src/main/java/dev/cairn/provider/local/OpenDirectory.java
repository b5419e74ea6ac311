package dev.cairn.provider.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A directory that is open: what is in it is reached by its handle and one name, and no link is
 * followed. So whoever may write in it, or put something else in the place of anything above what
 * is open, leads nobody elsewhere (openat(2)).
 */
final class OpenDirectory implements Closeable {
  /** A file that is read whole; what engines write down of themselves is far less. */
  private static final int LONGEST = 1024 * 1024;

  private static final Path ITSELF = Path.of(".");

  private final Path path;
  private final SecureDirectoryStream<Path> handle;
  private final List<Path> names = new ArrayList<>();

  private OpenDirectory(Path path, SecureDirectoryStream<Path> handle) throws IOException {
    this.path = path;
    this.handle = handle;
    try {
      handle.forEach(entry -> names.add(entry.getFileName()));
    } catch (DirectoryIteratorException e) {
      handle.close();
      throw e.getCause();
    }
  }

  /** One that lies in a directory of Cairn's own, which nobody else can put another in place of. */
  static OpenDirectory of(Path directory) throws IOException {
    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    var stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> handle) {
      return new OpenDirectory(directory, handle);
    }
    stream.close();
    throw new IOException("this system has no handles of directories");
  }

  /** What was in it when it was opened. */
  List<Path> names() {
    return List.copyOf(names);
  }

  OpenDirectory open(Path name) throws IOException {
    return new OpenDirectory(
        path.resolve(name), handle.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
  }

  PosixFileAttributes attributes(Path name) throws IOException {
    return view(name).readAttributes();
  }

  private PosixFileAttributeView view(Path name) {
    return handle.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** What a link says: that is text, whoever wrote it. */
  Path link(Path name) throws IOException {
    return Files.readSymbolicLink(path.resolve(name));
  }

  FileChannel read(Path name) throws IOException {
    return (FileChannel)
        handle.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /** The text of a file; empty where there is none, or what is there is no file. */
  Optional<String> text(Path name) throws IOException {
    try {
      if (!attributes(name).isRegularFile()) {
        return Optional.empty();
      }
      try (var in = read(name)) {
        var bytes = ByteBuffer.allocate((int) Math.min(LONGEST, in.size()));
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
          read = in.read(bytes);
        }
        return Optional.of(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Puts a file in the place of whatever is there; others see the old or the new one, whole. */
  void write(Path name, String text, String permissions) throws IOException {
    var fresh = Path.of("." + name + "." + UUID.randomUUID() + ".new");
    var created =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      try (var out = handle.newByteChannel(fresh, options, created)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      view(fresh).setPermissions(PosixFilePermissions.fromString(permissions));
      handle.move(fresh, handle, name);
    } catch (IOException e) {
      delete(fresh);
      throw e;
    }
  }

  void give(Path name, UserPrincipal user, GroupPrincipal group) throws IOException {
    view(name).setGroup(group);
    view(name).setOwner(user);
  }

  /** A file, a link or an empty directory; nothing there is fine. */
  void delete(Path name) throws IOException {
    try {
      if (attributes(name).isDirectory()) {
        handle.deleteDirectory(name);
      } else {
        handle.deleteFile(name);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** Makes what was made, renamed and removed in it durable. */
  void sync() throws IOException {
    try (var channel = read(ITSELF)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    handle.close();
  }
}
