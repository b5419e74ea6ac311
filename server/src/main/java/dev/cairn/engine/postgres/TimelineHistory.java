package dev.cairn.engine.postgres;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a server that was promoted knows of the timelines before its own: where it left each. Each
 * promotion begins a new one; postgresql.org/docs/current/continuous-archiving.html, "Timelines".
 *
 * @param left by timeline, in bytes since the beginning of the log
 */
public record TimelineHistory(SortedMap<Long, Long> left) {
  /** Of one that was never promoted. */
  public static final TimelineHistory FIRST = new TimelineHistory(new TreeMap<>());

  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d{1,10})\\s+([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})(?:\\s.*)?");

  public TimelineHistory {
    left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
  }

  /** The name of the file in {@code pg_wal} that a timeline's history is in; the first has none. */
  public static String file(long timeline) {
    return "%08X.history".formatted(timeline);
  }

  /** The text of such a file; lines that are no such entries say nothing. */
  public static TimelineHistory of(String text) {
    var left = new TreeMap<Long, Long>();
    text.lines()
        .map(LINE::matcher)
        .filter(line -> line.matches())
        .forEach(
            line ->
                left.put(
                    Long.parseLong(line.group(1)),
                    (Long.parseLong(line.group(2), 16) << 32) + Long.parseLong(line.group(3), 16)));
    return new TimelineHistory(left);
  }

  /** Where it left that timeline; empty where it was never in it, or is still. */
  public Optional<Long> left(long timeline) {
    return Optional.ofNullable(left.get(timeline));
  }
}
