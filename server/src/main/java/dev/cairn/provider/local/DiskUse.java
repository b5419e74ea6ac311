package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.engine.redis.RedisConf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes on disk of each instance; keeps logs bounded by it. Measuring walks over some thousand
 * files: far from its limit an instance is measured each half minute, and while the whole disk
 * holds what it held, each five minutes; near its limit at every look.
 */
final class DiskUse {
  private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration FRESH_ON_A_QUIET_DISK = Duration.ofMinutes(5);
  private static final long QUIET = Bytes.ofMib(8).value();

  /** What a disk may write at most, in bytes a second: before it is full, we look again. */
  private static final long FASTEST = Bytes.ofMib(256).value();

  private static final long LOG_LIMIT = Bytes.ofMib(16).value();

  private final Map<Path, Measured> measured = new ConcurrentHashMap<>();

  /**
   * @param free what the disk had left then
   */
  record Measured(Bytes size, long nanos, long free) {}

  /**
   * What its data take.
   *
   * @param limit what they may take
   */
  Bytes of(InstanceFiles files, Bytes limit) {
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
    boundLog(files.log());
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

  void forget(InstanceFiles files) {
    measured.remove(files.directory());
  }

  /**
   * Keeps one older file beside a log that grew too long. The engine appends, so emptying the file
   * under it is safe; what it says between copy and cut may be lost.
   */
  private static void boundLog(Path log) {
    try {
      if (!Files.exists(log) || Files.size(log) <= LOG_LIMIT) {
        return;
      }
      keepOlder(log);
      try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      return;
    } catch (IOException e) {
      LOG.warn("{} stays as long as it is: {}", log, e.toString());
    }
  }

  /** On a full disk it is lost: whoever asks for its use needs the answer then. */
  private static void keepOlder(Path log) throws NoSuchFileException {
    try {
      Files.copy(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException removedMeanwhile) {
      throw removedMeanwhile;
    } catch (IOException e) {
      LOG.warn("What {} said is not kept: {}", log, e.toString());
    }
  }
}
