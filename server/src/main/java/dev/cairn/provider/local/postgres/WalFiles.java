package dev.cairn.provider.local.postgres;

import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresBackupFiles;
import dev.cairn.engine.postgres.PostgresControl;
import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.engine.postgres.TimelineHistory;
import dev.cairn.engine.postgres.WalPage;
import dev.cairn.engine.postgres.WalSegment;
import dev.cairn.provider.local.files.OpenDirectory;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How far the log in a data directory goes, by its files alone: also where its server is dead. They
 * are the engine's: no link is followed, and what they say is believed of this instance only.
 */
final class WalFiles {
  private static final Path LOG = Path.of("pg_wal");

  private final OpenDirectory log;
  private Optional<WalSegment> newest = Optional.empty();

  private WalFiles(OpenDirectory log) {
    this.log = log;
  }

  /** Empty where there are no data, or none that could be read. */
  static Optional<PostgresPosition> find(InstanceFiles files) {
    if (!Files.isDirectory(files.data())) {
      return Optional.empty();
    }
    try (var data = OpenDirectory.of(files.data());
        var log = data.open(LOG)) {
      var control = control(data);
      return control.isEmpty()
          ? Optional.empty()
          : new WalFiles(log).position(control.get().system());
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw StateFile.failure("read", files.data().resolve(LOG), e);
    }
  }

  /** What the data say of themselves; empty where there are none. */
  static Optional<PostgresControl> control(InstanceFiles files) {
    if (!Files.isDirectory(files.data())) {
      return Optional.empty();
    }
    try (var data = OpenDirectory.of(files.data())) {
      return control(data);
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw StateFile.failure("read", files.data().resolve(PostgresBackupFiles.CONTROL), e);
    }
  }

  private static Optional<PostgresControl> control(OpenDirectory data) throws IOException {
    var path = PostgresBackupFiles.CONTROL;
    try (var directory = data.open(path.getName(0))) {
      if (!directory.attributes(path.getName(1)).isRegularFile()) {
        return Optional.empty();
      }
      try (var in = directory.read(path.getName(1))) {
        return PostgresControl.of(read(in, 0, PostgresControl.LENGTH));
      }
    }
  }

  private Optional<PostgresPosition> position(long system) throws IOException {
    log.each(this::look);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    var segment = newest.get();
    try (var in = log.read(name(segment))) {
      var form = WalPage.segment(read(in, 0, WalPage.LONG_HEADER));
      if (form.isEmpty()) {
        return Optional.empty();
      }
      long address = segment.address(form.get().size());
      return Optional.of(
          new PostgresPosition(
              system,
              segment.timeline(),
              history(segment.timeline()),
              end(in, address, form.get()),
              address + form.get().size()));
    }
  }

  /** Files that are there for later use have names of later ones. */
  private void look(Path name) throws IOException {
    var segment = WalSegment.of(name.toString());
    if (segment.isEmpty() || newest.filter(it -> it.compareTo(segment.get()) > 0).isPresent()) {
      return;
    }
    try {
      if (log.attributes(name).isRegularFile() && isWritten(segment.get())) {
        newest = segment;
      }
    } catch (NoSuchFileException gone) {
      return; // its server runs
    }
  }

  private boolean isWritten(WalSegment segment) throws IOException {
    try (var in = log.read(name(segment))) {
      var first = read(in, 0, WalPage.LONG_HEADER);
      return WalPage.segment(first)
          .flatMap(form -> WalPage.of(first, segment.address(form.size())))
          .isPresent();
    }
  }

  private static Path name(WalSegment segment) {
    return Path.of(segment.name());
  }

  private TimelineHistory history(long timeline) throws IOException {
    return log.text(Path.of(TimelineHistory.file(timeline)))
        .map(TimelineHistory::of)
        .orElse(TimelineHistory.FIRST);
  }

  /** Of one that was left early the rest is zeros, or has headers and nothing else. */
  private static long end(FileChannel in, long address, WalPage.Segment form) throws IOException {
    for (int at = form.size() - form.page(); at >= 0; at -= form.page()) {
      var page = WalPage.of(read(in, at, WalPage.LONG_HEADER), address + at);
      if (page.isPresent()) {
        var end = page.get().end(read(in, at, form.page()));
        if (end.isPresent()) {
          return end.get();
        }
      }
    }
    return address;
  }

  private static ByteBuffer read(FileChannel in, long at, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = in.read(bytes, at + bytes.position());
    }
    return bytes.flip();
  }
}
