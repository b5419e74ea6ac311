package dev.cairn.engine.mysql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set of transactions, as MySQL writes it: {@code 3E11FA47-…:1-5:7,…}. dev.mysql.com/doc/refman,
 * GTID Format and Storage
 *
 * @param intervals of each origin, in order, none touching the next
 */
public record GtidSet(Map<String, List<Interval>> intervals) {
  public static final GtidSet NONE = new GtidSet(Map.of());

  /** Numbers of transactions, both ends in it. */
  public record Interval(long first, long last) {}

  public GtidSet {
    var all = new TreeMap<String, List<Interval>>();
    intervals.forEach((origin, each) -> all.put(origin, joined(each)));
    all.values().removeIf(List::isEmpty);
    intervals = Map.copyOf(all);
  }

  private static List<Interval> joined(List<Interval> all) {
    var joined = new ArrayList<Interval>();
    for (var next : all.stream().sorted(Comparator.comparingLong(Interval::first)).toList()) {
      if (!joined.isEmpty() && next.first() <= joined.getLast().last() + 1) {
        var last = joined.removeLast();
        joined.add(new Interval(last.first(), Math.max(last.last(), next.last())));
      } else {
        joined.add(next);
      }
    }
    return List.copyOf(joined);
  }

  /**
   * What a server answers. A tag makes an origin of its own.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static GtidSet of(String text) {
    var all = new TreeMap<String, List<Interval>>();
    for (var part : text.replaceAll("\\s", "").split(",", -1)) {
      var words = List.of(part.split(":"));
      var origin = words.getFirst().toLowerCase(Locale.ROOT);
      var current = origin;
      for (var word : words.subList(1, words.size())) {
        if (Character.isDigit(word.charAt(0))) {
          all.computeIfAbsent(current, _ -> new ArrayList<>()).add(interval(word));
        } else {
          current = origin + ":" + word;
        }
      }
    }
    return new GtidSet(all);
  }

  private static Interval interval(String word) {
    int dash = word.indexOf('-');
    return dash < 0
        ? new Interval(Long.parseLong(word), Long.parseLong(word))
        : new Interval(
            Long.parseLong(word.substring(0, dash)), Long.parseLong(word.substring(dash + 1)));
  }

  public GtidSet and(GtidSet other) {
    var all = new TreeMap<String, List<Interval>>();
    for (var each : List.of(this, other)) {
      each.intervals.forEach(
          (origin, some) -> all.computeIfAbsent(origin, _ -> new ArrayList<>()).addAll(some));
    }
    return new GtidSet(all);
  }

  public boolean isWithin(GtidSet other) {
    return intervals.entrySet().stream()
        .allMatch(each -> each.getValue().stream().allMatch(it -> other.has(each.getKey(), it)));
  }

  private boolean has(String origin, Interval wanted) {
    return intervals.getOrDefault(origin, List.of()).stream()
        .anyMatch(it -> it.first() <= wanted.first() && wanted.last() <= it.last());
  }

  public boolean has(String origin, long number) {
    return has(origin, new Interval(number, number));
  }

  /** What is in this one only. */
  public GtidSet minus(GtidSet other) {
    var all = new TreeMap<String, List<Interval>>();
    intervals.forEach(
        (origin, some) -> {
          var left = some;
          for (var gone : other.intervals.getOrDefault(origin, List.of())) {
            left = left.stream().flatMap(it -> without(it, gone)).toList();
          }
          all.put(origin, left);
        });
    return new GtidSet(all);
  }

  private static Stream<Interval> without(Interval from, Interval gone) {
    return Stream.of(
            new Interval(from.first(), Math.min(from.last(), gone.first() - 1)),
            new Interval(Math.max(from.first(), gone.last() + 1), from.last()))
        .filter(it -> it.first() <= it.last())
        .distinct();
  }

  /** How many transactions. */
  public long count() {
    return intervals.values().stream()
        .flatMap(List::stream)
        .mapToLong(it -> it.last() - it.first() + 1)
        .sum();
  }

  /** The number after the last of an origin. */
  public long next(String origin) {
    var known = intervals.getOrDefault(origin, List.of());
    return known.isEmpty() ? 1 : known.getLast().last() + 1;
  }

  @Override
  public String toString() {
    return new TreeMap<>(intervals)
        .entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + ":"
                        + each.getValue().stream()
                            .map(it -> it.first() + "-" + it.last())
                            .collect(Collectors.joining(":")))
            .collect(Collectors.joining(","));
  }
}
