package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
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

/**
 * Bytes on disk of each instance, measured each half minute at most, more often the nearer it is to
 * its limit; keeps logs bounded by it.
 */
final class DiskUse {
  private static final Duration FRESH = Duration.ofSeconds(30);

  /** What a disk may write at most, in bytes a second: before it is full, we look again. */
  private static final long FASTEST = Bytes.ofMib(256).value();

  private static final long LOG_LIMIT = Bytes.ofMib(16).value();

  private final Map<Path, Measured> measured = new ConcurrentHashMap<>();

  private record Measured(Bytes size, long nanos) {}

  /**
   * What its data take.
   *
   * @param limit what they may take
   */
  Bytes of(InstanceFiles files, Bytes limit) {
    long now = System.nanoTime();
    var known = measured.get(files.directory());
    if (known != null && now - known.nanos() < freshNanos(known.size(), limit)) {
      return known.size();
    }
    var fresh =
        new Measured(
            Files.isDirectory(files.data())
                ? Trees.size(files.data(), DiskUse::stays)
                : new Bytes(0),
            now);
    measured.put(files.directory(), fresh);
    boundLog(files.log());
    return fresh.size();
  }

  private static long freshNanos(Bytes size, Bytes limit) {
    long room = Math.max(0, limit.value() - size.value());
    return Math.min(FRESH.toNanos(), Duration.ofSeconds(1).toNanos() * room / FASTEST);
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
      Files.copy(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      return;
    } catch (IOException e) {
      throw StateFile.failure("shorten", log, e);
    }
  }
}
