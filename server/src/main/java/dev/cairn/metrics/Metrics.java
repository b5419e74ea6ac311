package dev.cairn.metrics;

import dev.cairn.database.Database;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Use cases of figures: how a database is now, how it was, how long its storage lasts. */
public final class Metrics {
  /** What is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  private static final Duration FORECAST_HOLDS = Duration.ofMinutes(1);

  private final MetricStore store;
  private final Sampler sampler;
  private final InstantSource clock;
  private final Map<String, Foretold> forecasts = new ConcurrentHashMap<>();

  private record Foretold(Forecast forecast, Instant at, long storage) {}

  public Metrics(StateDatabase state, Sampler sampler, InstantSource clock) {
    this.store = state.store(MetricStore.class);
    this.sampler = sampler;
    this.clock = clock;
  }

  /** Minutes since then, oldest first, 24 hours at most; minutes without an answer are missing. */
  public List<Minute> history(Database database, Instant since) {
    var oldest = clock.instant().minus(KEPT);
    return store.list(database.identifier(), since.isBefore(oldest) ? oldest : since);
  }

  /** The last minute, where it is not long ago. */
  public Optional<Minute> current(Database database) {
    var recent = store.list(database.identifier(), clock.instant().minus(Duration.ofMinutes(2)));
    return recent.isEmpty() ? Optional.empty() : Optional.of(recent.getLast());
  }

  /** The last look at it by this server. */
  public Optional<Reading> last(Database database) {
    return sampler.last(database.identifier());
  }

  /** From the last 24 hours; up to a minute old. */
  public Forecast forecast(Database database) {
    var now = clock.instant();
    forecasts.values().removeIf(it -> it.at().isBefore(now.minus(FORECAST_HOLDS)));
    return forecasts
        .compute(
            database.identifier(),
            (identifier, known) ->
                known != null && known.storage() == database.storage().value()
                    ? known
                    : new Foretold(
                        Forecast.of(history(database, Instant.EPOCH), database.storage()),
                        now,
                        database.storage().value()))
        .forecast();
  }
}
