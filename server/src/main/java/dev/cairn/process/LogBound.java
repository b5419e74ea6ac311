package dev.cairn.process;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a log short that a process appends to. What is older than the newest part is given back to
 * the file system where it lies ({@code fallocate --punch-hole}), under the process's hands: no
 * line is lost between a copy and a cut, however fast it writes, and whoever reads on at a position
 * finds there what he did before. A file system that cannot do that has the newest part put aside
 * as {@code .1} instead, and the file emptied.
 *
 * <p>The log lies in a directory that nobody but Cairn writes into.
 */
public final class LogBound {
  private static final Logger LOG = LoggerFactory.getLogger(LogBound.class);
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final long BLOCK = 4096;

  private final Processes processes;
  private final long most;

  /**
   * @param most how much of it is kept; up to twice as much may lie there
   */
  public LogBound(Processes processes, Bytes most) {
    this.processes = processes;
    this.most = most.value();
  }

  /**
   * Looks, and gives back what is too much. On a disk that fails the log stays as long as it is.
   */
  public void apply(Path log) {
    try {
      if (!Files.exists(log)) {
        return;
      }
      long size = Files.size(log);
      long begin = beginning(log, size);
      if (size - begin > 2 * most && !giveBack(log, begin, (size - most) / BLOCK * BLOCK)) {
        putAside(log, size);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      LOG.debug("{} is gone", log);
    } catch (IOException e) {
      LOG.warn("{} stays as long as it is: {}", log, e.toString());
    }
  }

  /** Where what is left begins; a shorter file is another by now. */
  private static long beginning(Path log, long size) {
    long begin = StateFile.find(note(log)).map(LogBound::number).orElse(0L);
    return begin <= size ? begin : 0;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException damaged) {
      return 0;
    }
  }

  private static Path note(Path log) {
    return log.resolveSibling(log.getFileName() + ".begin");
  }

  private boolean giveBack(Path log, long from, long to) {
    long begin = from / BLOCK * BLOCK;
    var done =
        processes.run(
            Command.of(
                    "fallocate",
                    "--punch-hole",
                    "--offset",
                    String.valueOf(begin),
                    "--length",
                    String.valueOf(to - begin),
                    log.toString())
                .within(WITHIN));
    if (!done.succeeded()) {
      LOG.debug("{} cannot be shortened where it lies: {}", log, done.lastLine());
      return false;
    }
    StateFile.writeUnsynced(note(log), to + "\n", StateFile.PUBLIC);
    return true;
  }

  private void putAside(Path log, long size) throws IOException {
    try (var from = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try {
        copyEnd(from.position(size - most), log.resolveSibling(log.getFileName() + ".1"));
      } catch (IOException e) {
        LOG.warn("What {} said is not kept: {}", log, e.toString());
      }
      from.truncate(0);
    }
  }

  private void copyEnd(FileChannel from, Path aside) throws IOException {
    Files.deleteIfExists(aside);
    var asOwner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var to = FileChannel.open(aside, options, asOwner)) {
      var piece = ByteBuffer.allocate(64 * 1024);
      // Up to what it says by now, not by then: that is what would be lost.
      while (from.read(piece) > 0 && to.position() < 2 * most) {
        piece.flip();
        while (piece.hasRemaining()) {
          to.write(piece);
        }
        piece.clear();
      }
    }
  }
}
