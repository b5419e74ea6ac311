package dev.cairn.provider.local.edge;

import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.provider.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the edge says that it counted, as it is read: from a page that may be another's by the time
 * it is asked, or of an edge that counted nothing yet. {@link #find} has what can be so.
 *
 * @param pid the counters are those of this process
 * @param latencyBuckets upper ends in milliseconds
 * @param stages by {@code STACK/STAGE}
 */
record EdgeTraffic(
    @Nullable Long pid,
    @Nullable List<Integer> latencyBuckets,
    @Nullable Map<String, Figures> stages) {
  private static final int MOST_BUCKETS = 64;
  private static final int MOST_REASONS = 40;

  /** What a double still tells from its neighbours; nobody answers as many requests. */
  private static final long MOST_COUNTED = 1L << 53;

  private static final Pattern REASON = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** Of one stage. */
  record Figures(
      @Nullable Long requests,
      @Nullable Long errors,
      @Nullable Map<String, Long> refused,
      @Nullable List<Long> latency) {

    private Optional<Traffic.Counts> believed(int buckets) {
      if (!isCount(requests)
          || !isCount(errors)
          || latency == null
          || latency.size() != buckets + 1
          || !latency.stream().allMatch(Figures::isCount)
          || refused == null
          || !areReasons(refused)) {
        return Optional.empty();
      }
      return Optional.of(
          new Traffic.Counts(
              Objects.requireNonNull(requests), Objects.requireNonNull(errors), refused, latency));
    }

    private static boolean areReasons(Map<String, Long> refused) {
      return refused.size() <= MOST_REASONS
          && refused.keySet().stream().allMatch(reason -> REASON.matcher(reason).matches())
          && refused.values().stream().allMatch(Figures::isCount);
    }

    private static boolean isCount(@Nullable Long number) {
      return number != null && number >= 0 && number <= MOST_COUNTED;
    }
  }

  /** What the edge's page says; empty where it does not answer. */
  static Optional<Traffic> find(int statusPort) {
    return EdgeStatus.find(statusPort, EdgeTraffic.class).flatMap(EdgeTraffic::believed);
  }

  /** Empty where it counts nothing; without the stages whose figures cannot be so. */
  private Optional<Traffic> believed() {
    if (pid == null || latencyBuckets == null || stages == null || !areBuckets(latencyBuckets)) {
      return Optional.empty();
    }
    var buckets = latencyBuckets;
    var all = new HashMap<StageRef, Traffic.Counts>();
    stages.forEach(
        (name, figures) ->
            stage(name)
                .ifPresent(
                    stage ->
                        Optional.ofNullable(figures)
                            .flatMap(it -> it.believed(buckets.size()))
                            .ifPresent(counts -> all.put(stage, counts))));
    return Optional.of(new Traffic(pid, buckets, all));
  }

  private static boolean areBuckets(List<Integer> ends) {
    int before = 0;
    for (var end : ends) {
      if (end == null || end <= before) {
        return false;
      }
      before = end;
    }
    return !ends.isEmpty() && ends.size() <= MOST_BUCKETS;
  }

  private static Optional<StageRef> stage(String name) {
    try {
      return Optional.of(StageRef.parse(name));
    } catch (ProblemException e) {
      return Optional.empty(); // of somebody who is no edge of ours
    }
  }
}
