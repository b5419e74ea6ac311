package dev.cairn.cli.db;

import dev.cairn.api.PromotionView;
import dev.cairn.api.StageEffectView;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.time.Duration;

/** What a promotion would do, in words. */
final class PromotionText {
  private static final int MILLIS = 1000;

  private PromotionText() {}

  static String of(PromotionView preview) {
    var table =
        new Table("PROMOTION", preview.ref())
            .row("replaces", preview.primary())
            .row("kind", kind(preview))
            .row("behind", preview.lagSeconds().map(PromotionText::seconds).orElse("unknown"))
            .row("may be lost", loss(preview))
            .row("takes about", duration(preview));
    preview.doubt().ifPresent(it -> table.row("needs", "--force: " + it.detail()));
    return table + "\n" + effects(preview) + "\nNothing was changed.";
  }

  private static String kind(PromotionView preview) {
    return preview.planned()
        ? "planned: the primary stops taking writes first"
        : "unplanned: the primary is fenced first";
  }

  private static String loss(PromotionView preview) {
    if (preview.planned()) {
      return "nothing";
    }
    return preview
        .missingBytes()
        .map(it -> it == 0 ? none(preview) : atMost(it))
        .orElse("nobody can tell how much");
  }

  private static String atMost(long bytes) {
    return "at most " + Words.atMost(bytes) + " of what was written last";
  }

  /** A primary that still runs may take more until it is ended. */
  private static String none(PromotionView preview) {
    return preview.doubt().isPresent() ? "nothing so far" : "nothing";
  }

  private static String duration(PromotionView preview) {
    return preview
        .expectedSeconds()
        .map(
            it ->
                preview.measured() == 1
                    ? seconds(it) + ", as the last promotion"
                    : seconds(it) + ", the median of " + preview.measured() + " promotions")
        .orElse("unknown: none was measured yet");
  }

  private static String seconds(double seconds) {
    return Words.duration(Duration.ofMillis(Math.round(seconds * MILLIS)));
  }

  private static Object effects(PromotionView preview) {
    var table = new Table("STAGE", "RESTARTS", "VARIABLES THAT CHANGE");
    for (var effect : preview.effects()) {
      table.row(effect.stage(), release(effect), String.join(", ", effect.variables()));
    }
    return table.isEmpty() ? "No application uses either of the two.\n" : table;
  }

  private static String release(StageEffectView effect) {
    return effect.release().map(it -> "release " + it).orElse("nothing");
  }

  /** What happens, after "This will". */
  static String question(PromotionView preview) {
    return "end the server of "
        + preview.primary()
        + ", so that it takes no write any more, and have "
        + preview.ref()
        + " take them; lost is "
        + loss(preview)
        + preview.doubt().map(it -> ". " + it.detail().replaceFirst("[.]$", "")).orElse("");
  }
}
