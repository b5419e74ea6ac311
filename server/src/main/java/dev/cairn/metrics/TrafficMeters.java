package dev.cairn.metrics;

import dev.cairn.core.StageRef;
import dev.cairn.metrics.traffic.TrafficSampler;
import dev.cairn.provider.Traffic;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The edge's counters of each stage as Prometheus wants them, as they are: they begin anew with the
 * edge, which it knows how to read.
 */
final class TrafficMeters implements MultiCollector {
  private static final double MILLIS = 1000;

  private final TrafficSampler sampler;

  TrafficMeters(TrafficSampler sampler) {
    this.sampler = sampler;
  }

  @Override
  public MetricSnapshots collect() {
    var requests = counter("cairn_requests", "Requests that were answered since the edge started.");
    var errors =
        counter(
            "cairn_request_errors",
            "Of these, answers of 500 and more, of the application or of the edge.");
    var refused =
        counter(
            "cairn_requests_refused",
            "Requests and connections that the edge refused or cut off by itself.");
    var duration =
        HistogramSnapshot.builder()
            .name("cairn_request_duration_seconds")
            .help("From the head of a request until its answer was taken; nobody sums them up.");
    var traffic = sampler.last();
    traffic.ifPresent(
        found ->
            found
                .stages()
                .forEach(
                    (stage, counts) -> {
                      requests.dataPoint(point(labels(stage), counts.requests()));
                      errors.dataPoint(point(labels(stage), counts.errors()));
                      counts
                          .refused()
                          .forEach(
                              (reason, times) ->
                                  refused.dataPoint(point(labels(stage, reason), times)));
                      duration.dataPoint(times(stage, found.buckets(), counts));
                    }));
    return MetricSnapshots.builder()
        .metricSnapshot(requests.build())
        .metricSnapshot(errors.build())
        .metricSnapshot(refused.build())
        .metricSnapshot(duration.build())
        .metricSnapshot(serving())
        .build();
  }

  private GaugeSnapshot serving() {
    var serving =
        GaugeSnapshot.builder()
            .name("cairn_stage_serving")
            .help("Whether the edge answers at the stage's address; 0 after some seconds.");
    Map<StageRef, Optional<String>> looks = sampler.looks();
    looks.forEach(
        (stage, silence) ->
            serving.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(stage))
                    .value(silence.isEmpty() ? 1 : 0)
                    .build()));
    return serving.build();
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static HistogramDataPointSnapshot times(
      StageRef stage, List<Integer> buckets, Traffic.Counts counts) {
    var ends =
        DoubleStream.concat(
                buckets.stream().mapToDouble(end -> end / MILLIS),
                DoubleStream.of(Double.POSITIVE_INFINITY))
            .boxed()
            .toList();
    return HistogramDataPointSnapshot.builder()
        .labels(labels(stage))
        .classicHistogramBuckets(ClassicHistogramBuckets.of(ends, counts.latency()))
        .build();
  }

  private static Labels labels(StageRef stage) {
    return Labels.of("stack", stage.stack().value(), "stage", stage.stage().value());
  }

  private static Labels labels(StageRef stage, String reason) {
    return Labels.of(
        "reason", reason, "stack", stage.stack().value(), "stage", stage.stage().value());
  }
}
