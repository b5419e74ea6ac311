package dev.cairn.web.console;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How far charts reach back, and how long a row of their table is. */
enum ChartRange {
  HOUR("1h", "1 hour", Duration.ofHours(1), Duration.ofMinutes(5)),
  QUARTER("6h", "6 hours", Duration.ofHours(6), Duration.ofMinutes(30)),
  DAY("24h", "24 hours", Duration.ofHours(24), Duration.ofHours(2));

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  private final String id;
  private final String text;
  private final Duration reach;
  private final Duration row;

  ChartRange(String id, String text, Duration reach, Duration row) {
    this.id = id;
    this.text = text;
    this.reach = reach;
    this.row = row;
  }

  /** The one that was asked for. */
  static ChartRange of(Context ctx, ChartRange otherwise) {
    var wanted = ctx.queryParam("range");
    return Arrays.stream(values()).filter(it -> it.id.equals(wanted)).findFirst().orElse(otherwise);
  }

  String id() {
    return id;
  }

  Duration reach() {
    return reach;
  }

  /** All of them, of which this one is chosen. */
  List<ChartsView.Range> choices() {
    return Arrays.stream(values())
        .map(it -> new ChartsView.Range(it.id, it.text, it == this))
        .toList();
  }

  /**
   * Rows of a table, newest first, back to the first minute; none where there are no minutes.
   *
   * @param at a minute's begin
   * @param make a row of its time, in words, and the minutes in it
   */
  <M, R> List<R> rows(
      List<M> minutes, Function<M, Instant> at, Instant now, BiFunction<String, List<M>, R> make) {
    if (minutes.isEmpty()) {
      return List.of();
    }
    var rows = new ArrayList<R>();
    long seconds = row.toSeconds();
    long first = at.apply(minutes.getFirst()).getEpochSecond() / seconds;
    for (long bucket = now.getEpochSecond() / seconds; bucket >= first; bucket--) {
      long here = bucket;
      var within =
          minutes.stream().filter(it -> at.apply(it).getEpochSecond() / seconds == here).toList();
      rows.add(make.apply(time(here * seconds) + "–" + time((here + 1) * seconds), within));
    }
    return rows;
  }

  private static String time(long epochSecond) {
    return TIME.format(Instant.ofEpochSecond(epochSecond).atZone(ZoneId.systemDefault()));
  }
}
