package dev.cairn.process;

import dev.cairn.core.Sensitive;
import java.util.Comparator;
import java.util.List;

/**
 * Blots values out of text that comes line by line, very long lines in pieces. A value of several
 * lines is blotted out line by line too, where they are long enough to be of use to anybody.
 */
final class Redactor {
  private static final int SHORTEST_LINE = 16;

  private final List<String> values;
  private final int longest;
  private String held = "";

  Redactor(List<Sensitive<String>> values) {
    this.values =
        values.stream()
            .map(Sensitive::reveal)
            .flatMap(
                value ->
                    value.lines().count() > 1
                        ? value.lines().map(String::strip).filter(Redactor::isLong)
                        : value.lines())
            .filter(value -> !value.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.longest = this.values.stream().mapToInt(String::length).max().orElse(0);
  }

  private static boolean isLong(String line) {
    return line.length() >= SHORTEST_LINE;
  }

  /** What may be told by now. The end of a piece waits: a value may go on in the next. */
  String next(String text) {
    var all = held + text;
    for (var value : values) {
      all = all.replace(value, "[REDACTED]");
    }
    int told = all.endsWith("\n") ? all.length() : Math.max(0, all.length() - longest);
    held = all.substring(told);
    return all.substring(0, told);
  }

  /** What waits, once nothing more comes. */
  String rest() {
    var last = held;
    held = "";
    return last;
  }
}
