package dev.cairn.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gives a request its place of a stage's, and lets it on its way. */
final class Admission {
  /** What changes HTTP into HTTP is between two connections, and nobody would look at it. */
  private static final List<String> NOT_UPGRADED = List.of("h2c", "h2", "tls", "http");

  private final Check check;
  private final Shares shares;
  private final Optional<AccessLogs> logs;

  /**
   * The edge's look at itself.
   *
   * @param status port of this edge's own page, where it is sent
   * @param secret which it says
   */
  record Check(CheckSecret secret, IntSupplier status) {
    boolean is(HttpRequest request) {
      return Hosts.CHECK_PATH.equals(request.uri())
          && Target.host(request).equals(Hosts.CHECK)
          && secret.isSaidBy(request);
    }

    Route route() {
      int port = status.getAsInt();
      return new Route("check", port, Optional.of(new Upstream("127.0.0.1", port)));
    }
  }

  /**
   * @param logs where requests are written down, if they can be
   */
  Admission(Check check, Shares shares, Optional<AccessLogs> logs) {
    this.check = check;
    this.shares = shares;
    this.logs = logs;
  }

  Figures figures(String stage) {
    return shares.figures(stage);
  }

  /** Sends on the edge's question to itself; empty where it is none. */
  Optional<Service.Work> findCheck(Exchange exchange) {
    var request = exchange.request();
    if (!check.is(request)) {
      return Optional.empty();
    }
    exchange.leaveOut();
    request.headers().remove(CheckSecret.HEADER);
    Forwarded.request(request.headers(), exchange.peer(), exchange.scheme());
    // Nobody is to look after a connection on which nothing comes.
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return Optional.of(start(exchange, check::route, () -> {}));
  }

  private void writeDown(Exchange exchange, Route route) {
    if (route.isWrittenDown() && logs.isPresent()) {
      var to = logs.get();
      var client =
          Forwarded.client(exchange.request().headers(), exchange.peer()).orElse(exchange.peer());
      exchange.tell(over -> to.add(route.stage(), AccessLine.of(over, client)));
    }
  }

  Service.Work admit(Exchange exchange, Supplier<Route> route) {
    writeDown(exchange, route.get());
    if (exchange.request().method().equals(HttpMethod.CONNECT)) {
      return refuse(exchange, Answer.unknownMethod());
    }
    var stage = route.get().stage();
    var upgrade = upgrade(exchange);
    var client = Forwarded.client(exchange.request().headers(), exchange.peer());
    if (upgrade.isPresent() && !shares.enterUpgraded(stage)) {
      return refuse(exchange, Answer.tooMany(stage));
    }
    var full = shares.enter(stage, client);
    if (full.isPresent()) {
      upgrade.ifPresent(none -> shares.leftUpgraded(stage));
      return refuse(exchange, full.get());
    }
    Visit.Place place =
        upgrade.isPresent() ? toUpgrade(stage, client) : () -> shares.left(stage, client);
    var headers = exchange.request().headers();
    Forwarded.request(headers, exchange.peer(), exchange.scheme());
    upgrade.ifPresent(
        protocol -> {
          headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
          headers.set(HttpHeaderNames.UPGRADE, protocol);
        });
    return start(exchange, route, place);
  }

  private Visit.Place toUpgrade(String stage, Optional<String> client) {
    return new Visit.Place() {
      private boolean upgraded;

      @Override
      public boolean isToUpgrade() {
        return true;
      }

      @Override
      public Runnable upgraded() {
        upgraded = true;
        return () -> shares.leftUpgraded(stage);
      }

      @Override
      public void giveBack() {
        shares.left(stage, client);
        if (!upgraded) {
          shares.leftUpgraded(stage);
        }
      }
    };
  }

  private Service.Work start(Exchange exchange, Supplier<Route> to, Visit.Place place) {
    exchange.request().setProtocolVersion(HttpVersion.HTTP_1_1);
    var visit = new Visit(exchange, to, shares, place);
    visit.connect();
    return visit;
  }

  /** The protocol that a request would change to. */
  private static Optional<String> upgrade(Exchange exchange) {
    var request = exchange.request();
    if (exchange.hasBody()
        || !request.method().equals(HttpMethod.GET)
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || !request
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return Optional.empty();
    }
    var wanted = request.headers().getAll(HttpHeaderNames.UPGRADE);
    return wanted.size() == 1
            && Stream.of(wanted.getFirst().split(",", -1)).noneMatch(Admission::isHttp)
        ? Optional.of(wanted.getFirst())
        : Optional.empty();
  }

  private static boolean isHttp(String protocol) {
    return NOT_UPGRADED.stream().anyMatch(protocol.strip().toLowerCase(Locale.ROOT)::startsWith);
  }

  static Service.Work refuse(Exchange exchange, Answer answer) {
    exchange.say(answer);
    return Service.Work.NONE;
  }
}
