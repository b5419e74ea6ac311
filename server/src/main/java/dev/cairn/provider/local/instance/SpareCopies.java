package dev.cairn.provider.local.instance;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one copy of a template ready beside it, made while nobody waits, so that the next database
 * costs a rename instead of a thousand files. Whoever finds none copies for himself.
 */
final class SpareCopies {
  private static final Logger LOG = LoggerFactory.getLogger(SpareCopies.class);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Disk disk;
  private final AtomicLong taken = new AtomicLong();

  /** Templates that a spare copy is being made of; one maker each in this process. */
  private static final Set<Path> MAKING = ConcurrentHashMap.newKeySet();

  SpareCopies(Disk disk) {
    this.disk = disk;
  }

  /** Whether there was one: it is the target now. */
  boolean take(Path template, Path target) {
    taken.incrementAndGet();
    try {
      Files.move(spare(template), target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException none) {
      return false;
    } catch (IOException e) {
      throw StateFile.failure("move a spare copy to", target, e);
    }
  }

  /** Makes one in the background, once no database was asked for during a second. */
  void keep(Path template) {
    Thread.ofVirtual()
        .name("spare-copy")
        .start(
            () -> {
              if (MAKING.add(template)) {
                try {
                  make(template);
                } catch (ProblemException e) {
                  LOG.warn("No spare copy of {}: {}", template, e.getMessage());
                } finally {
                  MAKING.remove(template);
                }
              }
            });
  }

  private void make(Path template) {
    while (takenDuring(QUIET)) {
      LOG.debug("Databases are being made: the spare copy of {} waits", template);
    }
    if (Files.isDirectory(spare(template))) {
      return;
    }
    var partial = template.resolveSibling("spare.partial");
    Trees.delete(partial);
    Trees.copy(template, partial, SystemUsers.engineUser());
    disk.sync(partial);
    try {
      Files.move(partial, spare(template), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StateFile.failure("keep a spare copy as", spare(template), e);
    }
  }

  private boolean takenDuring(Duration pause) {
    long before = taken.get();
    return ReadyWait.upTo(pause)
        .every(Duration.ofMillis(100))
        .holdsInTime(() -> taken.get() != before);
  }

  private static Path spare(Path template) {
    return template.resolveSibling("spare");
  }
}
