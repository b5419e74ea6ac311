package dev.cairn.provider;

import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients of stages asked and were told, counted since that which counts began to.
 *
 * @param life another one where it began anew
 * @param buckets upper ends of those of {@link Counts#latency}, in milliseconds, ascending
 */
public record Traffic(long life, List<Integer> buckets, Map<StageRef, Counts> stages) {
  public Traffic {
    buckets = List.copyOf(buckets);
    stages = Map.copyOf(stages);
  }

  /** Of one stage; empty where nobody asked for anything there yet. */
  public Optional<Counts> find(StageRef stage) {
    return Optional.ofNullable(stages.get(stage));
  }

  /**
   * What was counted of one stage; nothing is below 0.
   *
   * @param errors answers of 500 and more
   * @param refused requests and connections that were refused before the application answered, by
   *     the reason's code: small letters, digits and hyphens
   * @param latency requests by the time until they were answered, one number more than there are
   *     buckets
   */
  public record Counts(long requests, long errors, Map<String, Long> refused, List<Long> latency) {
    /** Where nothing was counted yet. */
    public static final Counts NONE = new Counts(0, 0, Map.of(), List.of());

    public Counts {
      refused = Map.copyOf(refused);
      latency = List.copyOf(latency);
    }
  }
}
