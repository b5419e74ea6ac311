package dev.cairn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.metrics.traffic.TrafficBench;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.ReplicaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PrometheusTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_][a-z0-9_]*(?:\\{[^}]*})?) (-?[0-9.]+(?:E-?[0-9]+)?|NaN)");

  @Test
  void tellsTheFiguresOfEachDatabaseAndForgetsARemovedOne() {
    var provider = new FakeDatabaseProvider();
    var bench = new MetricsBench(DATABASE.state(), provider, home);
    var database = bench.add(Postgres.INSTANCE);
    var other = bench.add(MySql.INSTANCE);
    var prometheus = prometheus(bench);
    provider.count(database.identifier(), 4711);
    provider.fill(database.identifier(), Bytes.ofMib(40));
    provider.crash(other.identifier());
    bench.tickAfter(Duration.ofSeconds(15));

    var samples = parse(prometheus.scrape());
    var labels = "{engine=\"postgres\",stack=\"%s\",stage=\"dev\"}".formatted(bench.stage.stack());
    assertThat(samples)
        .containsEntry("cairn_database_up" + labels, 1.0)
        .containsEntry("cairn_database_writable" + labels, 1.0)
        .containsEntry("cairn_database_connections" + labels, 1.0)
        .containsEntry("cairn_database_max_connections" + labels, 100.0)
        .containsEntry("cairn_database_queries_total" + labels, 4711.0)
        .containsEntry("cairn_database_cache_hits_total" + labels, 4711.0)
        .containsEntry("cairn_database_cache_misses_total" + labels, 0.0)
        .containsEntry(
            "cairn_database_storage_used_bytes" + labels, (double) Bytes.ofMib(40).value())
        .containsEntry(
            "cairn_database_storage_limit_bytes" + labels, (double) Bytes.ofGib(20).value())
        .containsEntry("cairn_database_up" + labels.replace("postgres", "mysql"), 0.0)
        .containsEntry("cairn_operations{status=\"open\"}", 0.0)
        .containsEntry("cairn_operations{status=\"failed\"}", 0.0)
        .containsEntry("cairn_build{version=\"1.2.3\"}", 1.0)
        .doesNotContainKey("cairn_database_queries_total" + labels.replace("postgres", "mysql"))
        .containsKey("process_uptime_seconds")
        .containsKey("process_cpu_usage");

    bench.forget(other);
    assertThat(prometheus.scrape()).doesNotContain("mysql").contains("engine=\"postgres\"");

    bench.now = bench.now.plus(Duration.ofMinutes(2));
    assertThat(parse(prometheus.scrape()))
        .as("what was seen long ago says nothing about now")
        .containsEntry("cairn_database_up" + labels, 0.0)
        .doesNotContainKey("cairn_database_connections" + labels);
  }

  @Test
  void tellsHowFarAReplicaIsBehind() {
    var provider = new FakeDatabaseProvider();
    var bench = new MetricsBench(DATABASE.state(), provider, home);
    var replica = bench.addReplica(bench.add(Postgres.INSTANCE));
    var prometheus = prometheus(bench);
    provider.follow(replica.identifier(), ReplicaStatus.State.CATCHING_UP, new Bytes(30));
    bench.tickAfter(Duration.ofSeconds(15));

    var labels = "{engine=\"postgres\",stack=\"%s\",stage=\"eu\"}".formatted(bench.stage.stack());
    assertThat(parse(prometheus.scrape()))
        .containsEntry("cairn_database_replica_following" + labels, 1.0)
        .containsEntry("cairn_database_replica_lag_seconds" + labels, 30.0)
        .containsEntry("cairn_database_replica_behind_bytes" + labels, 30.0)
        .doesNotContainKey("cairn_database_replica_lag_seconds" + labels.replace("eu", "dev"));

    provider.follow(replica.identifier(), ReplicaStatus.State.LOST, new Bytes(30));
    bench.tickAfter(Duration.ofSeconds(15));
    assertThat(parse(prometheus.scrape()))
        .containsEntry("cairn_database_replica_following" + labels, 0.0);
  }

  @Test
  void tellsTheRequestsOfEachStage() {
    var traffic = new TrafficBench(DATABASE.state());
    var dev = traffic.add("dev");
    var eu = traffic.add("eu");
    traffic.edge.count(dev, 40, 3, Map.of("too-many-requests", 2L), 50);
    traffic.edge.ask(dev, 1, 5000);
    traffic.edge.looked.put(dev, Optional.empty());
    traffic.edge.looked.put(eu, Optional.of("the edge does not listen there"));
    traffic.tickAfter(Duration.ofSeconds(15));
    var bench = new MetricsBench(DATABASE.state(), new FakeDatabaseProvider(), home);
    var prometheus =
        new Prometheus(bench.databases, bench.sampler, traffic.sampler, bench.operations, "1.2.3");

    var text = prometheus.scrape();
    var of = "stack=\"%s\",stage=\"%s\"".formatted(dev.stack(), dev.stage());
    assertThat(parse(text))
        .containsEntry("cairn_requests_total{" + of + "}", 41.0)
        .containsEntry("cairn_request_errors_total{" + of + "}", 3.0)
        .containsEntry("cairn_requests_refused_total{reason=\"too-many-requests\"," + of + "}", 2.0)
        .containsEntry("cairn_request_duration_seconds_bucket{" + of + ",le=\"0.01\"}", 0.0)
        .containsEntry("cairn_request_duration_seconds_bucket{" + of + ",le=\"0.1\"}", 40.0)
        .containsEntry("cairn_request_duration_seconds_bucket{" + of + ",le=\"1.0\"}", 40.0)
        .containsEntry("cairn_request_duration_seconds_bucket{" + of + ",le=\"+Inf\"}", 41.0)
        .containsEntry("cairn_request_duration_seconds_count{" + of + "}", 41.0)
        .containsEntry("cairn_stage_serving{" + of + "}", 1.0)
        .containsEntry("cairn_stage_serving{" + of.replace("dev", "eu") + "}", 0.0)
        .doesNotContainKey("cairn_request_duration_seconds_sum{" + of + "}");

    traffic.remove(dev);
    assertThat(prometheus.scrape()).doesNotContain("cairn_requests_total{" + of);
    traffic.now = traffic.now.plus(Duration.ofMinutes(2));
    assertThat(parse(prometheus.scrape()))
        .as("what was counted long ago says nothing about now")
        .noneSatisfy((name, value) -> assertThat(name).startsWith("cairn_requests"));
  }

  private static Prometheus prometheus(MetricsBench bench) {
    var traffic = new TrafficBench(DATABASE.state());
    return new Prometheus(
        bench.databases, bench.sampler, traffic.sampler, bench.operations, "1.2.3");
  }

  /** Every line is a comment or a sample, as Prometheus reads it. */
  private static Map<String, Double> parse(String text) {
    var samples = new HashMap<String, Double>();
    for (var line : text.lines().filter(it -> !it.startsWith("#")).toList()) {
      var sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      samples.put(sample.group(1), Double.parseDouble(sample.group(2)));
    }
    return samples;
  }
}
