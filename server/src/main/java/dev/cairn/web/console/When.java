package dev.cairn.web.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A moment for people.
 *
 * @param iso for machines
 * @param exact shown on hover
 * @param text how long ago, or the day
 */
record When(String iso, String exact, String text) {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss z", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  static When of(Instant moment, Instant now) {
    var local = moment.atZone(ZoneId.systemDefault());
    return new When(moment.toString(), EXACT.format(local), ago(moment, now, DAY.format(local)));
  }

  private static String ago(Instant moment, Instant now, String day) {
    var past = Duration.between(moment, now);
    if (past.compareTo(Duration.ofSeconds(5)) < 0) {
      return "just now";
    }
    if (past.compareTo(Duration.ofMinutes(1)) < 0) {
      return past.toSeconds() + " s ago";
    }
    if (past.compareTo(Duration.ofHours(1)) < 0) {
      return past.toMinutes() + " min ago";
    }
    if (past.compareTo(Duration.ofDays(1)) < 0) {
      return past.toHours() + " h ago";
    }
    if (past.compareTo(Duration.ofDays(7)) < 0) {
      return past.toDays() == 1 ? "yesterday" : past.toDays() + " days ago";
    }
    return day;
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 4 s}. */
  static String lasted(Duration time) {
    if (time.compareTo(Duration.ofSeconds(10)) < 0) {
      return String.format(Locale.ENGLISH, "%.1f s", time.toMillis() / 1000.0);
    }
    return time.compareTo(Duration.ofMinutes(1)) < 0
        ? time.toSeconds() + " s"
        : time.toMinutes() + " min " + time.toSecondsPart() + " s";
  }
}
