package dev.cairn.engine.postgres;

import java.util.Map;
import java.util.Optional;

/**
 * What an instance's settings must be because of others that hold the same data.
 *
 * @param floors as {@link PostgresFloors} has them; of one that was promoted, too: its data were
 *     written under them, and nothing is restarted for a promotion
 * @param replica whether it is read from only
 * @param source whom it follows; empty in a replica that waits to be told whether it may
 */
public record PostgresPlace(
    Map<String, String> floors, boolean replica, Optional<PostgresSource> source) {
  /** Of one that nobody shares anything with. */
  public static final PostgresPlace ALONE = new PostgresPlace(Map.of(), false, Optional.empty());

  public PostgresPlace {
    floors = Map.copyOf(floors);
  }
}
