package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.database.Databases;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Statistics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Figures of each database as Prometheus wants them; labels are stack, stage and engine alone. */
final class DatabaseMeters implements MultiCollector {
  private final Databases databases;
  private final Sampler sampler;

  DatabaseMeters(Databases databases, Sampler sampler) {
    this.databases = databases;
    this.sampler = sampler;
  }

  /** A database and its last reading. */
  private record Subject(Labels labels, Database database, Optional<Reading> reading) {
    Optional<Statistics> statistics() {
      return reading.flatMap(Reading::statistics);
    }

    Optional<ReplicaStatus> replica() {
      return reading.flatMap(Reading::replica);
    }
  }

  @Override
  public MetricSnapshots collect() {
    var all = databases.listMeasured().stream().map(this::subject).toList();
    return MetricSnapshots.builder()
        .metricSnapshot(
            gauge(
                all,
                "up",
                "Whether the database answers.",
                it -> Optional.of(it.statistics().isPresent() ? 1.0 : 0.0)))
        .metricSnapshot(
            gauge(
                all,
                "writable",
                "Whether it takes writes; 0 where its storage is used up.",
                it -> it.reading().map(reading -> reading.writable() ? 1.0 : 0.0)))
        .metricSnapshot(
            gauge(
                all,
                "connections",
                "Open connections of applications and tools.",
                it -> it.statistics().map(found -> (double) found.connections())))
        .metricSnapshot(
            gauge(
                all,
                "max_connections",
                "The most connections that it takes.",
                it -> it.statistics().map(found -> (double) found.maxConnections())))
        .metricSnapshot(
            counter(
                all,
                "queries",
                "Queries since the engine began to count; PostgreSQL: transactions, Redis:"
                    + " commands.",
                it -> it.statistics().map(Statistics::queries)))
        .metricSnapshot(
            counter(
                all,
                "cache_hits",
                "Reads answered from memory; Redis: keys that were found.",
                it -> it.statistics().map(Statistics::cacheHits)))
        .metricSnapshot(
            counter(
                all,
                "cache_misses",
                "Reads that went to disk; Redis: keys that were not found.",
                it -> it.statistics().map(Statistics::cacheMisses)))
        .metricSnapshot(
            gauge(
                all,
                "memory_bytes",
                "Memory that the data take, where the engine says so.",
                it -> it.statistics().flatMap(Statistics::memory).map(DatabaseMeters::value)))
        .metricSnapshot(
            gauge(
                all,
                "storage_used_bytes",
                "What its data take on disk.",
                it -> it.reading().map(Reading::used).map(DatabaseMeters::value)))
        .metricSnapshot(
            gauge(
                all,
                "storage_limit_bytes",
                "What its data may take on disk; growing it is a resize.",
                it -> Optional.of(value(it.database().storage()))))
        .metricSnapshot(
            gauge(
                all,
                "replica_following",
                "Of a replica: whether it replays what its primary writes.",
                it -> it.replica().map(found -> found.isFollowing() ? 1.0 : 0.0)))
        .metricSnapshot(
            gauge(
                all,
                "replica_lag_seconds",
                "Of a replica: how old what it shows is; 0 while all is replayed.",
                it -> it.replica().flatMap(ReplicaStatus::lag).map(lag -> lag.toMillis() / 1000.0)))
        .metricSnapshot(
            gauge(
                all,
                "replica_behind_bytes",
                "Of a replica: what its primary wrote and it did not replay yet.",
                it -> it.replica().flatMap(ReplicaStatus::behind).map(DatabaseMeters::value)))
        .build();
  }

  private Subject subject(Database database) {
    var ref = database.ref();
    return new Subject(
        labels(
            new TreeMap<>(
                Map.of(
                    "stack", ref.stage().stack().value(),
                    "stage", ref.stage().stage().value(),
                    "engine", ref.engine().id()))),
        database,
        sampler.last(database.identifier()));
  }

  private static Labels labels(Map<String, String> pairs) {
    return Labels.of(pairs.keySet().toArray(String[]::new), pairs.values().toArray(String[]::new));
  }

  private static double value(Bytes bytes) {
    return bytes.value();
  }

  private static GaugeSnapshot gauge(
      List<Subject> all, String name, String help, Function<Subject, Optional<Double>> value) {
    var gauge = GaugeSnapshot.builder().name("cairn_database_" + name).help(help);
    for (var subject : all) {
      value
          .apply(subject)
          .ifPresent(
              it ->
                  gauge.dataPoint(
                      GaugeSnapshot.GaugeDataPointSnapshot.builder()
                          .labels(subject.labels())
                          .value(it)
                          .build()));
    }
    return gauge.build();
  }

  private static CounterSnapshot counter(
      List<Subject> all, String name, String help, Function<Subject, Optional<Long>> value) {
    var counter = CounterSnapshot.builder().name("cairn_database_" + name).help(help);
    for (var subject : all) {
      value
          .apply(subject)
          .ifPresent(
              it ->
                  counter.dataPoint(
                      CounterSnapshot.CounterDataPointSnapshot.builder()
                          .labels(subject.labels())
                          .value(it)
                          .build()));
    }
    return counter.build();
  }
}
