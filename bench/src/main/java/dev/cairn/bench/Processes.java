package dev.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells about a process, after proc(5). */
public final class Processes {
  private Processes() {}

  /** Resident memory. */
  public static long residentKib(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * How often its threads went to sleep so far, and so woke up again: the voluntary context
   * switches of those that live.
   */
  static long wakeups(long pid) throws IOException {
    try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.mapToLong(Processes::voluntarySwitches).sum();
    }
  }

  private static long voluntarySwitches(Path thread) {
    try (var lines = Files.lines(thread.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  /** User and system time in clock ticks of 10 ms: fields 14 and 15 of its stat. */
  static long ticks(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
