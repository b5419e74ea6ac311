package dev.cairn.core;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 5m}, {@code 1h30m}. */
public final class Periods {
  private static final Pattern WRITTEN =
      Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");

  private Periods() {}

  /** Empty where the text is no duration; a number alone is none, as its unit is not known. */
  public static Optional<Duration> parse(String text) {
    var match = WRITTEN.matcher(text);
    if (text.isEmpty() || !match.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(number(match, 1))
            .plusMinutes(number(match, 2))
            .plusSeconds(number(match, 3)));
  }

  private static long number(Matcher match, int group) {
    return Optional.ofNullable(match.group(group)).map(Long::valueOf).orElse(0L);
  }

  /** Whole seconds, in the largest unit that says them: {@code 90s}, {@code 2m}. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds > 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
