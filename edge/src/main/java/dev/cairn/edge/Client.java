package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A connection of a client: one request after the other, each answered by the gate's service. */
final class Client extends ChannelInboundHandlerAdapter implements Worker.Overdue {
  private enum State {
    /** For a request, or the rest of its head. */
    WAITING,
    SERVED,
    /** What it still sends is thrown away, so that it comes to read its answer. */
    LINGERING,
    GONE
  }

  private final Gate gate;
  private final Worker worker;
  private final Channel channel;
  private final RequestReader reader;
  private final String peer;
  private final Optional<String> counted;
  private State state = State.WAITING;
  private boolean admitted;
  private boolean served;
  private boolean leaving;
  private long since = System.nanoTime();
  private boolean inHead;
  private Optional<Exchange> exchange = Optional.empty();
  private Optional<Service.Work> work = Optional.empty();

  Client(Gate gate, Worker worker, Channel channel, RequestReader reader) {
    this.gate = gate;
    this.worker = worker;
    this.channel = channel;
    this.reader = reader;
    this.peer =
        channel.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
            ? address.getAddress().getHostAddress()
            : "";
    this.counted = Forwarded.isLoopback(peer) ? Optional.empty() : Optional.of(peer);
  }

  String stage() {
    return gate.stage();
  }

  Worker worker() {
    return worker;
  }

  Channel channel() {
    return channel;
  }

  String peer() {
    return peer;
  }

  Figures figures() {
    return gate.figures();
  }

  private Crowd crowd() {
    return gate.isStatus() ? worker.atStatus() : worker.crowd();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    admitted = gate.admits(counted);
    if (!admitted) {
      figures().refused("too-many-connections");
      cut(true);
      return;
    }
    gate.joined(this);
    worker.watch(this);
    crowd().waits(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case HttpRequest request when state == State.WAITING -> begin(request);
      case HttpContent part -> content(part);
      case Answer refusal -> refuse(refusal);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    crowd().arrived(this);
    state = State.SERVED;
    served = true;
    inHead = false;
    var begun = new Exchange(this, request);
    exchange = Optional.of(begun);
    var answering = gate.service().begin(begun);
    if (exchange.isPresent()) {
      work = Optional.of(answering);
    } else {
      answering.answerTaken(); // at once, before there was anybody to tell
    }
  }

  private void content(HttpContent part) {
    exchange.ifPresent(it -> it.received(part));
    if (work.isPresent()) {
      work.get().content(part);
    } else {
      part.release();
    }
  }

  /** What cannot be read as a request is answered where none is served; nothing more is read. */
  private void refuse(Answer refusal) {
    figures().refused(refusal.code());
    if (state != State.WAITING) {
      cut(false);
      return;
    }
    crowd().arrived(this);
    state = State.SERVED;
    var body = refusal.body(Optional.empty()).getBytes(StandardCharsets.UTF_8);
    var response =
        Answer.response(
            HttpVersion.HTTP_1_1, refusal.status(), refusal.contentType(Optional.empty()), body);
    response.headers().set("connection", "close");
    Channels.write(channel, response);
    linger();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    work.ifPresent(Service.Work::flush);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      work.ifPresent(Service.Work::clientReads);
    }
  }

  /** That exchange is over. */
  void answered(Exchange over, boolean stays) {
    if (exchange.filter(it -> it == over).isEmpty()) {
      return;
    }
    figures().answered(over.status(), over.age());
    boolean ended = over.isRequestEnded();
    over.resume();
    exchange = Optional.empty();
    work.ifPresent(Service.Work::answerTaken);
    work = Optional.empty();
    if (stays && !leaving) {
      state = State.WAITING;
      since = System.nanoTime();
      crowd().waits(this);
      reader.next(channel.pipeline().context(reader));
    } else if (ended) {
      Channels.close(channel);
    } else {
      linger();
    }
  }

  /** As a client that is closed while it sends may never see what it was told. */
  private void linger() {
    if (gate.isStatus()) {
      // Nothing bounds how many of those there are, and programs on this machine read at once.
      Channels.then(channel.writeAndFlush(Unpooled.EMPTY_BUFFER), told -> Channels.close(channel));
      return;
    }
    state = State.LINGERING;
    since = System.nanoTime();
    channel.config().setAutoRead(true);
    Channels.then(
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER),
        told -> {
          if (channel.isActive()) {
            var _ = ((SocketChannel) channel).shutdownOutput();
          }
        });
  }

  /**
   * Ends it at once.
   *
   * @param byReset where an end alone would look like that of an answer
   */
  void cut(boolean byReset) {
    if (byReset) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.flush(); // what came before the end is not held back
    Channels.close(channel);
  }

  /** Somebody else needs its place more. */
  void giveWay() {
    figures().refused("waiting-connection");
    crowd().arrived(this);
    Channels.close(channel);
  }

  /** Bytes that wait for it to read them. */
  long pending() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  boolean isLeaving() {
    return leaving;
  }

  /** It is served no further request. From any thread. */
  void leave() {
    channel
        .eventLoop()
        .execute(
            () -> {
              leaving = true;
              if (state == State.WAITING) {
                Channels.close(channel);
              }
            });
  }

  /** It is something else than HTTP from here on: what is left of it is done elsewhere. */
  void switched() {
    exchange.ifPresent(it -> figures().answered(it.status(), it.age()));
    exchange = Optional.empty();
    work = Optional.empty();
    gone();
  }

  @Override
  public void look(long now) {
    switch (state) {
      case WAITING -> lookAtHead(now);
      case SERVED ->
          exchange
              .flatMap(it -> it.overdue(now))
              .ifPresent(
                  reason -> {
                    figures().refused(reason);
                    cut(true);
                  });
      case LINGERING -> {
        if (now - since > Limits.LINGER.toNanos()) {
          cut(true);
        }
      }
      case GONE -> worker.forget(this);
    }
  }

  private void lookAtHead(long now) {
    if (reader.isInHead() != inHead) {
      inHead = !inHead;
      since = served ? now : since;
    }
    long most = inHead || !served ? gate.arrival().toNanos() : Limits.IDLE.toNanos();
    if (now - since > most) {
      if (inHead) {
        figures().refused("slow-head");
      }
      Channels.close(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var left = work;
    exchange = Optional.empty();
    work = Optional.empty();
    gone();
    left.ifPresent(Service.Work::clientGone);
  }

  private void gone() {
    if (admitted) {
      admitted = false;
      crowd().arrived(this);
      worker.forget(this);
      gate.left(this, counted);
    }
    state = State.GONE;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Failures.look(cause);
    Channels.close(channel);
  }
}
