package dev.cairn.edge;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How much, how many and how long. */
final class Limits {
  /** A connection on which nothing moved for so long is closed, WebSockets and streams too. */
  static final Duration IDLE = Duration.ofMinutes(5);

  /** For so long a request waits for an application that accepts no connection. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Below what common servers allow an idle connection (Node.js 5 s), less their own word. */
  private static final Duration KEEP_UPSTREAM = Duration.ofSeconds(4);

  /** Of clients, at all gates together; what these need fits into the heap of edge-loop.sh. */
  static final int CLIENT_CONNECTIONS = 4000;

  /** Of these, how many may have brought no request, or no further one. */
  static final int WAITING_CONNECTIONS = 500;

  /** For the head of the first request to arrive. */
  static final Duration ARRIVAL = Duration.ofSeconds(20);

  /** Requests that are served at a time: of all stages, and of one. */
  static final int REQUESTS = 1000;

  static final int REQUESTS_OF_A_STAGE = 500;

  /** WebSockets and their like. */
  static final int UPGRADED = 1000;

  static final int UPGRADED_OF_A_STAGE = 400;

  /**
   * At the edge's own page, which the server asks, and any process of this machine can: more than
   * anybody opens between a connection of the edge's own and its request. Their heads are small.
   */
  static final int STATUS_CONNECTIONS = 1000;

  private static final int STATUS_HEADERS = 4 * 1024;
  static final int STATUS_FIELDS = 50;

  /** Of a head, and of a trailer: browsers send thirty, applications some hundred cookies. */
  static final int FIELDS = 200;

  /** After so long a body must have come on by then, or it is cut off. */
  static final Duration BODY_GRACE = Duration.ofSeconds(30);

  /** Bytes that an answer may wait in for a client that reads slowly. */
  static final int ANSWER_QUEUE = 16 * 1024;

  /** Bytes that are read from a connection at a time. */
  static final int RECEIVE = 16 * 1024;

  static final int CHUNK = 4096;
  private static final int HEADERS = 64 * 1024;
  private static final int FIRST_LINE = 16 * 1024;
  private static final int UPSTREAM_CONNECTIONS = 2048;
  private static final int UPSTREAM_QUEUE = 1024;

  private Limits() {}

  static HttpServerOptions statusServer() {
    return server().setMaxHeaderSize(STATUS_HEADERS).setMaxInitialLineLength(STATUS_HEADERS);
  }

  static HttpServerOptions server() {
    var options = new HttpServerOptions();
    options
        .setMaxHeaderSize(HEADERS)
        .setMaxInitialLineLength(FIRST_LINE)
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true)
        // Upgraded connections are passed on as they are: the edge must not negotiate extensions.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        // A little later than upstream, so that a silent application is answered with 504.
        .setIdleTimeout((int) IDLE.toSeconds() + 10)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setAcceptBacklog(1024)
        .setTcpNoDelay(true);
    return options;
  }

  static HttpClientOptions client(boolean keepAlive) {
    var options = new HttpClientOptions();
    options
        .setKeepAlive(keepAlive)
        .setKeepAliveTimeout((int) KEEP_UPSTREAM.toSeconds())
        .setMaxHeaderSize(HEADERS)
        .setMaxInitialLineLength(FIRST_LINE)
        .setHttp2ClearTextUpgrade(false)
        // What is read at once is held while a client reads slowly: of chunks there are sixteen.
        .setReceiveBufferSize(RECEIVE)
        .setMaxChunkSize(CHUNK)
        .setConnectTimeout((int) CONNECT.toMillis())
        .setIdleTimeout((int) IDLE.toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpNoDelay(true);
    return options;
  }

  static PoolOptions pool() {
    return new PoolOptions()
        .setHttp1MaxSize(UPSTREAM_CONNECTIONS)
        .setMaxWaitQueueSize(UPSTREAM_QUEUE);
  }
}
