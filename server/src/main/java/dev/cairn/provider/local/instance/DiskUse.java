package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.process.LogBound;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bytes on disk of each instance; keeps logs bounded by it. Measuring walks over some thousand
 * files: far from its limit an instance is measured each half minute, and while the whole disk
 * holds what it held, each five minutes; near its limit at every look.
 */
public final class DiskUse {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration FRESH_ON_A_QUIET_DISK = Duration.ofMinutes(5);
  private static final long QUIET = Bytes.ofMib(8).value();

  /** What a disk may write at most, in bytes a second: before it is full, we look again. */
  private static final long FASTEST = Bytes.ofMib(256).value();

  private static final Bytes MOST_LOG = Bytes.ofMib(16);

  private final LogBound logs;
  private final Map<Path, Measured> measured = new ConcurrentHashMap<>();

  /**
   * @param free what the disk had left then
   */
  record Measured(Bytes size, long nanos, long free) {}

  public DiskUse(Processes processes) {
    this.logs = new LogBound(processes, MOST_LOG);
  }

  /**
   * What its data take.
   *
   * @param limit what they may take
   */
  public Bytes of(InstanceFiles files, Bytes limit) {
    logs.apply(files.log());
    long now = System.nanoTime();
    long free = files.directory().toFile().getUsableSpace();
    var known = measured.get(files.directory());
    if (known != null && isFresh(known, now, free, limit)) {
      return known.size();
    }
    var fresh =
        new Measured(
            Files.isDirectory(files.data())
                ? Trees.size(files.data(), DiskUse::stays)
                : new Bytes(0),
            now,
            free);
    measured.put(files.directory(), fresh);
    return fresh.size();
  }

  /** Whether what was measured then still stands. */
  static boolean isFresh(Measured known, long now, long free, Bytes limit) {
    long room = Math.max(0, limit.value() - known.size().value());
    long untilFull = Duration.ofMillis(room / (FASTEST / 1000)).toNanos();
    boolean isFar = untilFull >= FRESH.toNanos();
    boolean isQuiet = Math.abs(free - known.free()) < QUIET;
    long most = isFar && isQuiet ? FRESH_ON_A_QUIET_DISK.toNanos() : FRESH.toNanos();
    return now - known.nanos() < (isFar ? most : untilFull);
  }

  /** Not what Redis writes while it makes room; it is gone in a moment, and its kin with it. */
  private static boolean stays(Path file) {
    return !file.getFileName().toString().startsWith(RedisConf.REWRITING);
  }

  public void forget(InstanceFiles files) {
    measured.remove(files.directory());
  }
}
