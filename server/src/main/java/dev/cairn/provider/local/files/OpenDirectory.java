package dev.cairn.provider.local.files;

import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A directory that is open: what is in it is reached by its handle and one name, and no link is
 * followed. So whoever may write in it, or put something else in the place of anything above what
 * is open, leads nobody elsewhere (openat(2)), and makes nobody wait.
 */
public final class OpenDirectory implements Closeable {
  /** A file that is read whole; what engines write down of themselves is far less. */
  private static final int LONGEST = 1024 * 1024;

  /** Deeper than any engine nests them: each level holds handles, of which there are not many. */
  private static final int DEEPEST = 64;

  private static final Path ITSELF = Path.of(".");
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_AND_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final SecureDirectoryStream<Path> handle;
  private final int depth;

  private OpenDirectory(Path path, SecureDirectoryStream<Path> handle, int depth) {
    this.path = path;
    this.handle = handle;
    this.depth = depth;
  }

  /** One that lies in a directory of Cairn's own, which nobody else can put another in place of. */
  public static OpenDirectory of(Path directory) throws IOException {
    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    var stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> handle) {
      return new OpenDirectory(directory, handle, 0);
    }
    stream.close();
    throw new IOException("this system has no handles of directories");
  }

  /** Told one name. */
  public interface Visit {
    void at(Path name) throws IOException;
  }

  /** One after the other, however many there are. Only once. */
  public void each(Visit visit) throws IOException {
    try {
      for (var entry : handle) {
        visit.at(entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** The names of all that is in it. Only once, and instead of {@link #each}. */
  public List<Path> names() throws IOException {
    var all = new ArrayList<Path>();
    each(all::add);
    return all;
  }

  /**
   * One of its directories. By the name {@code NAME/.}, for Java opens as if it were a file, and a
   * pipe in its place would make that wait for somebody to write; a link in its place leads to
   * another directory than was seen.
   */
  public OpenDirectory open(Path name) throws IOException {
    var seen = attributes(name);
    var itsPath = path.resolve(name);
    if (!seen.isDirectory()) {
      throw new NotDirectoryException(itsPath.toString());
    }
    if (depth == DEEPEST) {
      throw new FileSystemException(itsPath.toString(), null, "lies deeper than any engine's data");
    }
    var child =
        new OpenDirectory(itsPath, handle.newDirectoryStream(name.resolve(ITSELF)), depth + 1);
    var opened = child.attributes(ITSELF);
    if (Objects.equals(opened.fileKey(), seen.fileKey()) && opened.owner().equals(seen.owner())) {
      return child;
    }
    child.close();
    throw new FileSystemException(itsPath.toString(), null, "another was put in its place");
  }

  public PosixFileAttributes attributes(Path name) throws IOException {
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

  /**
   * A file; a pipe that was put in its place has the size 0. To open that for reading would wait
   * for somebody who writes; who may write himself need not wait. Without root there is nobody who
   * could put one there.
   */
  public FileChannel read(Path name) throws IOException {
    return (FileChannel) handle.newByteChannel(name, Processes.isRoot() ? READ_AND_WRITE : READ);
  }

  /** The text of a file; empty where there is none, or what is there is no file. */
  public Optional<String> text(Path name) throws IOException {
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

  /**
   * Puts a file in the place of whatever is there; others see the old or the new one, whole.
   *
   * @param group who may read it beside its owner
   * @param beside where it is made: one that Cairn alone writes in
   */
  public void write(Path name, String text, Optional<String> group, OpenDirectory beside)
      throws IOException {
    var fresh = Path.of("." + name + "." + UUID.randomUUID() + ".new");
    var created =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      try (var out = beside.handle.newByteChannel(fresh, options, created)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      StateFile.allow(beside.view(fresh), group);
      beside.handle.move(fresh, handle, name);
    } catch (IOException e) {
      beside.discard(fresh);
      throw e;
    }
  }

  /** Removes a file, or a link; nothing there is fine. */
  public void discard(Path file) throws IOException {
    try {
      handle.deleteFile(file);
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** Makes a file durable; that it is there is not yet. */
  public void sync(Path name) throws IOException {
    try (var file = read(name)) {
      file.force(true);
    }
  }

  /** Makes what was made, renamed and removed in it durable. */
  public void sync() throws IOException {
    try (var channel = (FileChannel) handle.newByteChannel(ITSELF, READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    handle.close();
  }
}
