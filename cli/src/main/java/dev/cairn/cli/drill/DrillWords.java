package dev.cairn.cli.drill;

import dev.cairn.api.DrillView;
import dev.cairn.cli.terminal.Words;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What came of a drill, for people. */
final class DrillWords {
  private static final int MILLIS = 1000;

  private DrillWords() {}

  /** One that went well. */
  static String sentence(DrillView drill) {
    return "Promoted a copy of "
        + drill.database()
        + " and removed it again. First write accepted after "
        + seconds(drill.promoteSeconds())
        + ", "
        + loss(drill)
        + drill.healthy().map(_ -> ", the application is healthy with it").orElse("")
        + ".";
  }

  private static String loss(DrillView drill) {
    return drill.missingBytes().isPresent()
        ? missing(drill) + " would have been lost"
        : "what would have been lost is unknown";
  }

  static String seconds(Optional<Double> seconds) {
    return seconds.map(it -> String.format(Locale.ROOT, "%.2f s", it)).orElse("-");
  }

  static String total(DrillView drill) {
    return drill
        .totalSeconds()
        .map(it -> Words.duration(Duration.ofMillis(Math.round(it * MILLIS))))
        .orElse("-");
  }

  static String missing(DrillView drill) {
    return drill.missingBytes().map(it -> it == 0 ? "nothing" : it + " bytes").orElse("unknown");
  }

  static String application(DrillView drill) {
    return drill.healthy().map(it -> it ? "healthy" : "not healthy").orElse("-");
  }

  static String outcome(DrillView drill) {
    return drill.finishedAt().isEmpty() ? "running" : drill.reason().isEmpty() ? "well" : "failed";
  }
}
