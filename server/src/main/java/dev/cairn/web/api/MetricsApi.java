package dev.cairn.web.api;

import static dev.cairn.access.Action.READ;

import dev.cairn.api.MetricsView;
import dev.cairn.database.Databases;
import dev.cairn.metrics.Metrics;
import dev.cairn.metrics.Prometheus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Figures, for people's tools and for Prometheus. */
final class MetricsApi implements Noun {
  private final Databases databases;
  private final Metrics metrics;
  private final Prometheus prometheus;

  MetricsApi(Databases databases, Metrics metrics, Prometheus prometheus) {
    this.databases = databases;
    this.metrics = metrics;
    this.prometheus = prometheus;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("stacks/{stack}/stages/{stage}/databases/{engine}/metrics", READ, this::show)
            .query("since"),
        new Route("GET", "/metrics", Optional.of(READ), Set.of(), this::scrape));
  }

  private Answer show(ApiRequest request) {
    var since = request.moment("since").orElse(Instant.EPOCH);
    var database = databases.get(request.database());
    return Answer.ok(
        new MetricsView(
            database.ref().toString(),
            database.ref().engine().queriesAre(),
            Wire.view(metrics.forecast(database)),
            metrics.history(database, since).stream().map(Wire::view).toList()));
  }

  private Answer scrape(ApiRequest request) {
    return new Answer.Text(Prometheus.CONTENT_TYPE, prometheus.scrape());
  }
}
