package dev.cairn.metrics.traffic;

import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Use cases of stages' requests: how many there are now, how many there were. */
public final class StageTraffic {
  /** What is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  private final TrafficStore store;
  private final InstantSource clock;

  public StageTraffic(StateDatabase state, InstantSource clock) {
    this.store = state.store(TrafficStore.class);
    this.clock = clock;
  }

  /** Why requests were refused, and how many. */
  public record Refused(Refusal reason, long times) {}

  /** Minutes since then, oldest first, 24 hours at most; those that nobody counted are missing. */
  public List<TrafficMinute> history(StageRef stage, Instant since) {
    var oldest = clock.instant().minus(KEPT);
    return store.list(
        stage.stack().value(), stage.stage().value(), since.isBefore(oldest) ? oldest : since);
  }

  /** The last minute, where it is not long ago. */
  public Optional<TrafficMinute> current(StageRef stage) {
    var recent = history(stage, clock.instant().minus(Duration.ofMinutes(2)));
    return recent.isEmpty() ? Optional.empty() : Optional.of(recent.getLast());
  }

  /** Those of the last hour. */
  public List<TrafficMinute> lastHour(StageRef stage) {
    return history(stage, clock.instant().minus(Duration.ofHours(1)));
  }

  /** What was refused in these minutes, by its reason, most first. */
  public static List<Refused> refused(List<TrafficMinute> minutes) {
    return minutes.stream()
        .flatMap(minute -> minute.refused().entrySet().stream())
        .collect(Collectors.toMap(it -> it.getKey(), it -> it.getValue(), Long::sum))
        .entrySet()
        .stream()
        .map(each -> new Refused(new Refusal(each.getKey()), each.getValue()))
        .sorted(
            Comparator.comparingLong(Refused::times)
                .reversed()
                .thenComparing(refused -> refused.reason().code()))
        .toList();
  }
}
