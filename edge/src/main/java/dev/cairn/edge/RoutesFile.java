package dev.cairn.edge;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over the text of the routes file at the start and after every change. The directory is
 * watched where it can be; the file's time, size and identity are compared now and then too, as
 * some file systems report nothing, and each second where the directory may not be watched.
 */
final class RoutesFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RoutesFile.class);

  private static final Duration WATCHED = Duration.ofSeconds(30);
  private static final Duration UNWATCHED = Duration.ofSeconds(1);

  private record Stamp(long modified, long size, Optional<Object> identity) {}

  private final Path file;
  private final Consumer<String> changed;
  private final WatchService watch;
  private Optional<Stamp> seen = Optional.empty();
  private Duration pause = WATCHED;

  RoutesFile(Path file, Consumer<String> changed) throws IOException {
    this.file = file.toAbsolutePath();
    this.changed = changed;
    this.watch = this.file.getFileSystem().newWatchService();
  }

  /** Reads the file once, then follows it on a daemon thread. */
  void start() {
    try {
      directory()
          .register(
              watch,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException e) {
      pause = UNWATCHED;
      log.warn("{} cannot be watched, looking once a second: {}", directory(), e.toString());
    }
    look();
    Thread.ofPlatform().daemon().name("routes-file").start(this::follow);
  }

  private Path directory() {
    var parent = file.getParent();
    return parent == null ? file : parent;
  }

  private void follow() {
    try {
      while (true) {
        var key = watch.poll(pause.toSeconds(), TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        look();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      log.debug("No longer following {}", file);
    }
  }

  private void look() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      var stamp =
          Optional.of(
              new Stamp(
                  attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                  attributes.size(),
                  Optional.ofNullable(attributes.fileKey())));
      if (!stamp.equals(seen)) {
        seen = stamp;
        changed.accept(Files.readString(file));
      }
    } catch (IOException e) {
      if (seen.isPresent()) {
        seen = Optional.empty();
        log.warn(
            "Routes file {} cannot be read, the routes stay as they are: {}", file, e.toString());
      }
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
