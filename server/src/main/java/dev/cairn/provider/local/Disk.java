package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes what was written durable, all of a file system at once: a thousand small files cost one
 * syncfs(2) instead of a thousand fsync(2). Callers that come while one runs share the next: one
 * instance is for directories of one file system.
 */
public final class Disk {
  private final Processes processes;
  private final ReentrantLock syncing = new ReentrantLock();
  private final Object counters = new Object();
  private long begun;
  private long finished;

  public Disk(Processes processes) {
    this.processes = processes;
  }

  /** Returns once all that was written below {@code directory} before the call is on disk. */
  public void sync(Path directory) {
    long wanted;
    synchronized (counters) {
      // One that is running now may have passed our files already: only the next counts.
      wanted = begun + 1;
    }
    syncing.lock();
    try {
      synchronized (counters) {
        if (finished >= wanted) {
          return;
        }
        begun++;
        wanted = begun;
      }
      var outcome =
          processes.run(
              Command.of("sync", "-f", directory.toString()).within(Duration.ofMinutes(5)));
      if (!outcome.succeeded()) {
        throw Problem.failed(
                "disk-sync-failed",
                "Could not bring " + directory + " to disk: " + outcome.lastLine() + ".",
                "Check the disk: the kernel's messages (dmesg) say more.")
            .toException();
      }
      synchronized (counters) {
        finished = wanted;
      }
    } finally {
      syncing.unlock();
    }
  }
}
