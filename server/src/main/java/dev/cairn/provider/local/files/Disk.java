package dev.cairn.provider.local.files;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes what was written durable, all of a file system at once: a thousand small files cost one
 * syncfs(2) instead of a thousand fsync(2). Callers that come while one runs for their file system
 * share the next; other file systems are brought to disk by themselves, for a directory of the home
 * may be mounted.
 */
public final class Disk {
  private final Processes processes;
  private final SharedTurns<Object> turns = new SharedTurns<>();

  public Disk(Processes processes) {
    this.processes = processes;
  }

  /**
   * Returns once all that was written below {@code directory} before the call is on disk; not what
   * lies in another file system that is mounted below it.
   */
  public void sync(Path directory) {
    turns.share(fileSystem(directory), () -> syncFileSystem(directory));
  }

  private void syncFileSystem(Path directory) {
    var outcome =
        processes.run(Command.of("sync", "-f", directory.toString()).within(Duration.ofMinutes(5)));
    if (!outcome.succeeded()) {
      throw failure(directory, outcome.lastLine()).toException();
    }
  }

  /** What stat(2) calls the device: one for each file system that is mounted. */
  static Object fileSystem(Path directory) {
    try {
      return Files.getAttribute(directory, "unix:dev");
    } catch (IOException e) {
      throw failure(directory, e.toString()).toException(e);
    }
  }

  /**
   * Refuses to fill a disk.
   *
   * @param what begins the sentence "… needs 2 GiB"
   * @throws dev.cairn.core.ProblemException {@code disk-full}
   */
  public static void requireSpace(Path directory, String what, Bytes least) {
    var free = new Bytes(directory.toFile().getUsableSpace());
    if (free.compareTo(least) < 0) {
      throw Problem.failed(
              "disk-full",
              what
                  + " needs "
                  + least
                  + ", but the disk of "
                  + directory
                  + " has only "
                  + free
                  + " left.",
              "Free some space there and retry.")
          .toException();
    }
  }

  private static Problem failure(Path directory, String why) {
    return Problem.failed(
        "disk-sync-failed",
        "Could not bring " + directory + " to disk: " + Sentence.ended(why),
        "Check the disk: the kernel's messages (dmesg) say more.");
  }
}
