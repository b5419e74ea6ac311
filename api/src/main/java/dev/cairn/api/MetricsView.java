package dev.cairn.api;

import java.util.List;

/**
 * Figures of a database, minute by minute, for 24 hours at most.
 *
 * @param database {@code STACK/STAGE/ENGINE}
 * @param queriesAre what {@code queriesPerSecond} counts: {@code transactions, queries} or {@code
 *     commands}
 * @param minutes oldest first; minutes in which it did not answer are missing
 */
public record MetricsView(
    String database,
    String queriesAre,
    StorageForecastView storageForecast,
    List<FiguresView> minutes) {
  public MetricsView {
    minutes = Absent.list(minutes);
  }
}
