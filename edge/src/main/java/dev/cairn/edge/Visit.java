package dev.cairn.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One request on its way: finds the upstream that is live when it is needed, waits for one that
 * accepts no connection, is counted at the upstream that works on it.
 */
final class Visit {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "DELETE");
  private static final long FIRST_PAUSE = 20;
  private static final long LONGEST_PAUSE = 250;

  /** An application that dies may close its port after its connections, by some milliseconds. */
  private static final long DYING = 100;

  /** No request was sent, and none will be. */
  static final class Undelivered extends Exception {
    private final transient Answer answer;

    Undelivered(Answer answer) {
      super(answer.sentence());
      this.answer = answer;
    }

    Answer answer() {
      return answer;
    }
  }

  private final HttpServerRequest request;
  private final Supplier<Route> route;
  private final Upstreams upstreams;
  private final long began = System.nanoTime();
  private final boolean repeatable;
  private long pause = FIRST_PAUSE;
  private boolean repeated;
  private Optional<Upstream> at = Optional.empty();
  private Optional<HttpClientRequest> outgoing = Optional.empty();

  Visit(HttpServerRequest request, Supplier<Route> route, Upstreams upstreams) {
    this.request = request;
    this.route = route;
    this.upstreams = upstreams;
    this.repeatable = IDEMPOTENT.contains(request.method().name()) && !hasBody(request);
  }

  static boolean hasBody(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  HttpServerRequest request() {
    return request;
  }

  String stage() {
    return route.get().stage();
  }

  /** A request on a connection to the live upstream, ready to be filled in. */
  Future<HttpClientRequest> connect() {
    boolean onFreshConnection = !repeatable || repeated;
    return connect(upstream -> upstreams.connect(upstream, onFreshConnection));
  }

  /** As {@link #connect()}, on a connection that may become something else than HTTP. */
  Future<HttpClientRequest> connectForUpgrade() {
    return connect(upstreams::connectForUpgrade);
  }

  private Future<HttpClientRequest> connect(
      Function<Upstream, Future<HttpClientRequest>> connector) {
    var upstream = route.get().upstream();
    if (upstream.isEmpty()) {
      return Future.failedFuture(new Undelivered(Answer.nothingDeployed(stage())));
    }
    enter(upstream.get());
    return connector
        .apply(upstream.get())
        .onSuccess(
            ready -> {
              upstreams.traffic().connected(stage(), upstream.get());
              outgoing = Optional.of(ready);
            })
        .recover(cause -> connectLater(upstream.get(), cause, connector));
  }

  private Future<HttpClientRequest> connectLater(
      Upstream upstream, Throwable cause, Function<Upstream, Future<HttpClientRequest>> connector) {
    leave();
    var reason = reason(cause);
    upstreams.traffic().failed(stage(), upstream, reason);
    if (request.response().closed() || isOutOfPatience()) {
      return Future.failedFuture(new Undelivered(Answer.unreachable(stage(), upstream, reason)));
    }
    long wait = pause;
    pause = Math.min(LONGEST_PAUSE, pause * 2);
    return upstreams.vertx().timer(wait, TimeUnit.MILLISECONDS).compose(now -> connect(connector));
  }

  /**
   * Whether a request that was sent and got no answer may be sent once more, which this call
   * permits once: the application closed a kept connection, or died.
   */
  boolean mayRepeat(Throwable cause) {
    if (!repeatable
        || repeated
        || isOutOfPatience()
        || cause instanceof Undelivered
        || cause instanceof TooLongHttpHeaderException
        || request.response().closed()
        || outgoing.map(sent -> sent.response().succeeded()).orElse(true)) {
      return false;
    }
    repeated = true;
    leave();
    return true;
  }

  /** The moment to send it once more: not while the application is still on its way down. */
  Future<?> momentToRepeat() {
    return upstreams.vertx().timer(DYING, TimeUnit.MILLISECONDS);
  }

  /** What to tell the client of a request that got no answer. */
  Answer answer(Throwable cause) {
    if (cause instanceof Undelivered undelivered) {
      return undelivered.answer();
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Answer.tooManyFields(stage());
    }
    return age() >= Limits.IDLE.toNanos() ? Answer.silent(stage()) : Answer.hungUp(stage());
  }

  Optional<HttpClientRequest> outgoing() {
    return outgoing;
  }

  Optional<Upstream> upstream() {
    return at;
  }

  private void enter(Upstream upstream) {
    leave();
    at = Optional.of(upstream);
    upstreams.traffic().enter(upstream);
  }

  /** No upstream works on this request any more. Idempotent. */
  void leave() {
    at.ifPresent(upstreams.traffic()::leave);
    at = Optional.empty();
  }

  /**
   * The request is answered, its client has gone, or it became something else than HTTP, which is
   * counted elsewhere. Idempotent.
   */
  void end() {
    leave();
    upstreams.crowd().left(this);
  }

  /** Its client does not mean it. */
  void cutOff() {
    request.connection().close();
    end();
  }

  private boolean isOutOfPatience() {
    return age() >= Limits.PATIENCE.toNanos();
  }

  long age() {
    return System.nanoTime() - began;
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case NoRouteToHostException _ -> "no route to this address";
      case ConnectException _ -> "connection refused";
      default -> Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
    };
  }
}
