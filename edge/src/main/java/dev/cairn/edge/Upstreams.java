package dev.cairn.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;

/**
 * Connections to applications: kept ones for what may be sent twice, a new one for each request
 * that must not be, as a kept connection may be closed by the application in the very moment in
 * which it is used; and new ones that stay open for what becomes something else than HTTP.
 */
final class Upstreams {
  private final Vertx vertx;
  private final HttpClient kept;
  private final HttpClient fresh;
  private final HttpClient upgrading;
  private final Traffic traffic;
  private final Crowd crowd;

  Upstreams(Vertx vertx, Traffic traffic, Crowd crowd) {
    this.vertx = vertx;
    this.crowd = crowd;
    this.traffic = traffic;
    this.kept = client(vertx, Limits.client(true));
    this.upgrading = client(vertx, Limits.client(true));
    this.fresh = client(vertx, Limits.client(false));
  }

  private static HttpClient client(Vertx vertx, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(Limits.pool())
        .withConnectHandler(
            connection -> {
              Fields.bound(connection, options, Limits.FIELDS);
              Fair.toApplication(connection);
            })
        .build();
  }

  /** Fails only where no byte was sent. */
  Future<HttpClientRequest> connect(Upstream upstream, boolean onFreshConnection) {
    return (onFreshConnection ? fresh : kept).request(to(upstream));
  }

  /**
   * On a connection that was never used: who takes it closes it where the upgrade is refused, so
   * none comes back.
   */
  Future<HttpClientRequest> connectForUpgrade(Upstream upstream) {
    return upgrading.request(to(upstream));
  }

  private static RequestOptions to(Upstream upstream) {
    return new RequestOptions().setHost(upstream.host()).setPort(upstream.port());
  }

  HttpClient client() {
    return kept;
  }

  Vertx vertx() {
    return vertx;
  }

  Crowd crowd() {
    return crowd;
  }

  Traffic traffic() {
    return traffic;
  }
}
