package dev.cairn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a real PostgreSQL. */
class RealFiguresTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  @Test
  void figuresMoveWithWhatTheApplicationDoes() throws Exception {
    var provider =
        new LocalDatabases(
            home,
            new Processes(),
            stage -> Optional.empty(),
            new CertificateAuthority(home.resolve("tls"), Clock.systemUTC()),
            Map.of(),
            id -> Sensitive.of("admin-of-" + id),
            Clock.systemUTC());
    var bench = new MetricsBench(DATABASE.state(), provider, home);
    try {
      var database = bench.add(Postgres.INSTANCE);
      bench.tickAfter(Duration.ofSeconds(15));
      assertThat(bench.last(database).connections()).isZero();

      var endpoint = provider.observe(database.identifier()).endpoint().orElseThrow();
      try (var connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + endpoint.port() + "/shop?sslmode=require",
                  "shop",
                  "s".repeat(40));
          var statement = connection.createStatement()) {
        new ReadyWait(Duration.ofSeconds(30), Duration.ofMillis(200))
            .until(
                "PostgreSQL to count what was done",
                () -> {
                  for (int i = 0; i < 50; i++) {
                    statement.execute("select count(*) from pg_class");
                  }
                  bench.tickAfter(Duration.ofSeconds(1));
                  return bench.last(database).queriesPerSecond().orElse(0) > 1
                      && bench.last(database).cacheHitRatio().orElse(0) > 0.5;
                });
      }
      var last = bench.last(database);
      assertThat(last.connections()).isEqualTo(1);
      assertThat(last.maxConnections()).isGreaterThan(10);
      assertThat(last.used().toMib()).isGreaterThan(10);
      assertThat(bench.metrics.last(database).orElseThrow().writable()).isTrue();
    } finally {
      // The next one's data are copied beside: nothing may write below the home that is removed.
      ReadyWait.upTo(Duration.ofSeconds(30))
          .until(
              "the spare copy to be made",
              () -> Files.isDirectory(home.resolve("engines/postgres/18/spare")));
      provider.stopAll("none");
    }
  }
}
