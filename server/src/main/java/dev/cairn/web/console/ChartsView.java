package dev.cairn.web.console;

import java.util.List;

/**
 * How a database was, as charts and as a table.
 *
 * @param href of the database's page
 * @param api answers the figures that the charts are drawn from
 * @param seconds that the charts reach back
 * @param rows newest first; empty while there are no figures
 */
record ChartsView(
    String href,
    String api,
    String range,
    long seconds,
    List<Range> ranges,
    boolean hasMemory,
    boolean hasLag,
    List<Chart> charts,
    List<Row> rows) {

  /** How far back one may look. */
  record Range(String id, String text, boolean now) {}

  /**
   * A chart.
   *
   * @param id {@code connections, queries, cache, storage} or {@code lag}
   * @param last what it shows last, in words
   */
  record Chart(String id, String title, String last) {}

  /** A while of the table; cells are empty where nothing is known. */
  record Row(
      String time,
      String connections,
      String queries,
      String cacheHits,
      String storage,
      String memory,
      String lag) {}
}
