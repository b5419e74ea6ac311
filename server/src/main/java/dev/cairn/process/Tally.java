package dev.cairn.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much a process has of something, by one read of {@code /proc}: cheap enough to ask of many
 * processes every other second. 0 for one that is gone.
 */
public final class Tally {
  private static final Path ROOT = Path.of("/proc");

  private Tally() {}

  /** Processes that it started and that still run. */
  public static int children(ProcessIdentity process) {
    return ProcFs.children(process.pid()).size();
  }

  public static int threads(ProcessIdentity process) {
    return ProcFs.stat(process.pid()).map(ProcFs.Stat::threads).orElse(0);
  }

  /** What it has open: files, and a socket for each connection. */
  public static int descriptors(ProcessIdentity process) {
    try (var all = Files.list(ROOT.resolve(process.pid() + "/fd"))) {
      return Math.toIntExact(all.count());
    } catch (IOException goneOrNotOurs) {
      return 0;
    }
  }
}
