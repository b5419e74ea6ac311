package dev.cairn.metrics;

import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;

/** Operations by status, and which Cairn this is. */
final class OperationMeters implements MultiCollector {
  private final Operations operations;
  private final String version;

  OperationMeters(Operations operations, String version) {
    this.operations = operations;
    this.version = version;
  }

  @Override
  public MetricSnapshots collect() {
    var counted = operations.count();
    var gauge =
        GaugeSnapshot.builder()
            .name("cairn_operations")
            .help("Operations by status, of all that are recorded.");
    for (var status : Operation.Status.values()) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("status", status.name().toLowerCase(Locale.ROOT)))
              .value(counted.getOrDefault(status, 0L))
              .build());
    }
    var about =
        GaugeSnapshot.builder()
            .name("cairn_build")
            .help("Which Cairn this is.")
            .dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("version", version))
                    .value(1)
                    .build());
    return MetricSnapshots.builder()
        .metricSnapshot(gauge.build())
        .metricSnapshot(about.build())
        .build();
  }
}
