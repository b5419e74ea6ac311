package dev.cairn.web.console;

import java.util.List;

/**
 * A stage's requests: now, as charts and as a table.
 *
 * @param href of the stage's page
 * @param api answers the figures that the charts are drawn from
 * @param seconds that the charts reach back
 * @param rows newest first; empty while there are no figures
 */
record StageTrafficView(
    String href,
    String api,
    String range,
    long seconds,
    List<ChartsView.Range> ranges,
    Now now,
    List<ChartsView.Chart> charts,
    List<Row> rows) {

  /**
   * Of the last minute; empty texts where nobody counted.
   *
   * @param notes what went wrong in the last hour, in sentences
   */
  record Now(
      String requests, String errors, String refused, String p50, String p99, List<String> notes) {}

  /** A while of the table; {@code requests} is empty where nobody counted. */
  record Row(String time, String requests, String errors, String refused, String p50, String p99) {}
}
