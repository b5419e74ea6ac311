package dev.cairn.provider.local.instance;

import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The data directories of one engine that new databases begin with: one for each version, made once
 * and copied, with a spare copy beside it.
 */
public final class PreparedData {
  /** The name of the directory in which one is made. */
  static final String PARTIAL = "template.partial";

  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final Path versions;
  private final Processes processes;
  private final Disk disk;
  private final SpareCopies spares;
  private final ReentrantLock preparing = new ReentrantLock();

  /**
   * Makes a data directory as or within {@code partial}, where a killed one may have left some,
   * with programs that are marked with it.
   */
  public interface Making {
    Path in(Path partial) throws IOException;
  }

  /**
   * @param versions the directory that holds a directory for each version of the engine
   */
  public PreparedData(Path versions, Processes processes, Disk disk) {
    this.versions = versions;
    this.processes = processes;
    this.disk = disk;
    this.spares = new SpareCopies(disk);
  }

  /** The directory of a version; made where it is not there. Others wait meanwhile. */
  public Path ensure(String version, Making making) {
    var template = template(version);
    if (isReady(template)) {
      return template;
    }
    var beside = versions.resolve(version);
    preparing.lock();
    try {
      Files.createDirectories(beside);
      var lock = beside.resolve("template.lock");
      StateFile.keepPrivate(lock); // whoever can read it can hold it
      try (var file = FileChannel.open(lock, StandardOpenOption.WRITE);
          var held = file.lock()) {
        if (held.isValid() && !isReady(template)) {
          var partial = beside.resolve(PARTIAL);
          // A Cairn that was killed let go of the lock; what it started goes on.
          processes
              .findMarked(new InstanceFiles(partial).mark(), user())
              .forEach(left -> processes.terminate(left, LAST_WORK));
          var made = making.in(partial);
          disk.sync(made);
          Trees.delete(template);
          Files.move(made, template, StandardCopyOption.ATOMIC_MOVE);
          StateFile.sync(beside);
          Trees.delete(partial);
        }
      }
      return template;
    } catch (IOException e) {
      throw StateFile.failure("prepare", template, e);
    } finally {
      preparing.unlock();
    }
  }

  /** Whom they are made by, and whose they are. */
  public static Optional<String> user() {
    return SystemUsers.stateUser();
  }

  /** One that a Cairn before had made by the user of the engines, any of these may have changed. */
  private static boolean isReady(Path template) {
    return Files.isDirectory(template) && Trees.isOf(template, user());
  }

  /** Fills a new data directory: with the spare copy where there is one, else by copying. */
  public void fill(Path template, InstanceFiles files) {
    // A spare copy is the other engines' already.
    if (files.isState() || !spares.take(template, files.data())) {
      Trees.copy(template, files.data(), files.user());
    }
  }

  /** Has the next data directory ready before it is asked for. Returns at once. */
  public void keepSpare(String version) {
    spares.keep(template(version));
  }

  private Path template(String version) {
    return versions.resolve(version).resolve("template");
  }
}
