package dev.cairn.api;

import java.util.Optional;

/**
 * How long the storage lasts, from the trend of the last 24 hours.
 *
 * @param state {@code growing, not-growing, too-little-history} or {@code full}
 * @param daysUntilFull where it grows
 * @param bytesPerDay where it grows
 * @param urgent whether somebody should do something soon
 * @param text a sentence
 */
public record StorageForecastView(
    String state,
    Optional<Double> daysUntilFull,
    Optional<Long> bytesPerDay,
    boolean urgent,
    String text) {
  public StorageForecastView {
    daysUntilFull = Absent.optional(daysUntilFull);
    bytesPerDay = Absent.optional(bytesPerDay);
  }
}
