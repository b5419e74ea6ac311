package dev.cairn.edge;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One request on its way to an application: finds the upstream that is live when it is needed,
 * waits for one that accepts no connection, passes bodies both ways no faster than they are taken.
 * Only used on its client's loop.
 */
final class Visit implements Service.Work {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "DELETE");
  private static final long FIRST_PAUSE = 20;
  private static final long LONGEST_PAUSE = 250;

  /** An application that dies may close its port after its connections, by some milliseconds. */
  private static final long DYING = 100;

  private static final int SWITCHING = 101;

  private final Exchange exchange;
  private final Supplier<Route> route;
  private final String stage;
  private final Shares shares;
  private final Place place;
  private final boolean repeatable;
  private final Queue<HttpContent> held = new ArrayDeque<>();
  private long pause = FIRST_PAUSE;
  private boolean repeated;
  private boolean sent;
  private boolean over;
  private boolean answerEnded;
  private Optional<Upstream> at = Optional.empty();
  private Optional<UpstreamConnection> connection = Optional.empty();

  /** What a request has of its stage's and its client's share, until it is given back, once. */
  interface Place {
    void giveBack();

    /** Whether it is one of those that may become something else than HTTP. */
    default boolean isToUpgrade() {
      return false;
    }

    /** It has become that: only this part stays taken, until the returned action is run. */
    default Runnable upgraded() {
      throw new IllegalStateException("not a place for that");
    }
  }

  Visit(Exchange exchange, Supplier<Route> route, Shares shares, Place place) {
    this.exchange = exchange;
    this.route = route;
    this.stage = route.get().stage();
    this.shares = shares;
    this.place = place;
    this.repeatable =
        IDEMPOTENT.contains(exchange.request().method().name()) && !exchange.hasBody();
  }

  private Traffic traffic() {
    return shares.traffic();
  }

  void connect() {
    if (over) {
      return;
    }
    // Who waited is not taken to another stage, whose port it has become.
    var now = Optional.of(route.get()).filter(this::isOfStage);
    var upstream = now.flatMap(Route::upstream);
    if (upstream.isEmpty()) {
      boolean comes = now.filter(Route::isDeploying).isPresent();
      say(comes ? Answer.deploying(stage) : Answer.nothingDeployed(stage));
      return;
    }
    enter(upstream.get());
    var upstreams = exchange.worker().upstreams();
    var kept =
        repeatable && !repeated && !place.isToUpgrade()
            ? upstreams.findKept(upstream.get())
            : Optional.<UpstreamConnection>empty();
    if (kept.isPresent()) {
      send(kept.get());
    } else {
      Channels.then(upstreams.connect(upstream.get()), done -> connected(upstream.get(), done));
    }
  }

  private boolean isOfStage(Route now) {
    return now.stage().equals(stage);
  }

  private void connected(Upstream upstream, Future<?> done) {
    if (done.isSuccess()) {
      traffic().connected(stage, upstream);
      var opened = (UpstreamConnection) done.getNow();
      if (over) {
        opened.drop();
      } else {
        send(opened);
      }
    } else if (!over) {
      connectLater(upstream, reason(done.cause()));
    }
  }

  private void connectLater(Upstream upstream, String reason) {
    leaveUpstream();
    traffic().failed(stage, upstream, reason);
    if (isOutOfPatience()) {
      say(Answer.unreachable(stage, upstream, reason));
      return;
    }
    later(pause);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  private void later(long millis) {
    var _ = exchange.worker().loop().schedule(this::connect, millis, TimeUnit.MILLISECONDS);
  }

  private void send(UpstreamConnection to) {
    connection = Optional.of(to);
    sent = exchange.isRequestEnded() && held.isEmpty();
    to.send(this, exchange.request());
    exchange.askForBody();
    while (!held.isEmpty()) {
      pass(held.remove(), to);
    }
    if (!exchange.hasBody()) {
      to.send(LastHttpContent.EMPTY_LAST_CONTENT);
      sent = true;
    }
    to.flush();
    if (to.isWritable()) {
      exchange.resume();
    }
  }

  /** Whether the application has the whole request. */
  boolean isSent() {
    return sent;
  }

  @Override
  public void content(HttpContent part) {
    if (over || answerEnded || !exchange.hasBody()) {
      part.release();
    } else if (connection.isEmpty()) {
      held.add(part);
      exchange.pause();
    } else {
      pass(part, connection.get());
      if (!connection.get().isWritable()) {
        exchange.pause();
      }
    }
  }

  private void pass(HttpContent part, UpstreamConnection to) {
    sent |= part instanceof LastHttpContent;
    to.send(part);
  }

  @Override
  public void flush() {
    connection.ifPresent(UpstreamConnection::flush);
  }

  /** The application takes more of the body. */
  void upstreamReads() {
    exchange.resume();
  }

  @Override
  public void clientReads() {
    connection.ifPresent(UpstreamConnection::resume);
  }

  /** The head of the application's answer is there. */
  void answered(HttpResponse head) {
    if (head.status().code() == SWITCHING) {
      switchOver(head);
      return;
    }
    Forwarded.response(head.headers());
    boolean moved = !route.get().upstream().equals(at);
    exchange.answer(head, moved);
  }

  private void switchOver(HttpResponse head) {
    var upstream = at;
    if (!place.isToUpgrade() || !isWanted(head) || upstream.isEmpty() || connection.isEmpty()) {
      malformed(Answer.badRequest("it changes to a protocol that nobody asked for"));
      return;
    }
    traffic().enterUpgraded(upstream.get());
    var leave = place.upgraded();
    var application = connection.get();
    connection = Optional.empty();
    end();
    Relay.join(
        exchange,
        head,
        application,
        () -> {
          traffic().leaveUpgraded(upstream.get());
          leave.run();
        });
  }

  private boolean isWanted(HttpResponse consent) {
    var agreed = consent.headers().get(HttpHeaderNames.UPGRADE, "").strip();
    var asked = exchange.request().headers().get(HttpHeaderNames.UPGRADE, "");
    return Stream.of(asked.split(",", -1)).anyMatch(it -> it.strip().equalsIgnoreCase(agreed));
  }

  void answer(HttpContent part) {
    exchange.content(part);
    if (!exchange.isWritable()) {
      connection.ifPresent(UpstreamConnection::pause);
    }
  }

  void flushAnswer() {
    exchange.flush();
    if (!exchange.isWritable()) {
      connection.ifPresent(UpstreamConnection::pause);
    } else {
      connection.ifPresent(UpstreamConnection::resume);
    }
  }

  /** It has sent all of its answer; the client may still have to take it. */
  void answerEnds() {
    connection = Optional.empty();
    answerEnded = true;
    leaveUpstream();
    dropHeld();
    exchange.resume(); // who takes an answer only once he has sent all must come to that
    exchange.end();
  }

  /** The connection to the application ended before its answer did. */
  void broken() {
    connection = Optional.empty();
    if (over) {
      return;
    }
    if (exchange.isAnswered()) {
      exchange.cut();
    } else if (repeatable && !repeated && !place.isToUpgrade() && !isOutOfPatience()) {
      repeated = true;
      leaveUpstream();
      later(DYING);
    } else {
      say(Answer.hungUp(stage));
    }
  }

  /** Nothing has moved for as long as it may. */
  void silent() {
    fail(Answer.silent(stage));
  }

  void malformed(Answer refusal) {
    fail(
        refusal.code().equals(Answer.tooLongHead().code())
            ? Answer.tooManyFields(stage)
            : Answer.malformed(stage, refusal.sentence()));
  }

  private void fail(Answer answer) {
    connection.ifPresent(UpstreamConnection::drop);
    connection = Optional.empty();
    if (exchange.isAnswered()) {
      exchange.cut();
    } else {
      say(answer);
    }
  }

  private void say(Answer answer) {
    answerEnded = true;
    leaveUpstream();
    dropHeld();
    exchange.resume();
    exchange.say(answer);
  }

  @Override
  public void clientGone() {
    connection.ifPresent(UpstreamConnection::drop);
    connection = Optional.empty();
    end();
  }

  @Override
  public void answerTaken() {
    end();
  }

  private void end() {
    if (!over) {
      over = true;
      leaveUpstream();
      dropHeld();
      place.giveBack();
    }
  }

  private void dropHeld() {
    held.forEach(HttpContent::release);
    held.clear();
  }

  private void enter(Upstream upstream) {
    leaveUpstream();
    at = Optional.of(upstream);
    traffic().enter(upstream);
  }

  /** No upstream works on this request any more. Idempotent. */
  private void leaveUpstream() {
    at.ifPresent(traffic()::leave);
    at = Optional.empty();
  }

  private boolean isOutOfPatience() {
    return exchange.age() >= Limits.PATIENCE.toNanos();
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case NoRouteToHostException _ -> "no route to this address";
      case ConnectException _ -> "connection refused";
      default -> Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
    };
  }
}
