package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A connection of a client: one request after the other, each answered by the gate's service. */
final class Client extends ChannelInboundHandlerAdapter implements Connection.Speaker, Caller {
  private enum State {
    /** For a request, or the rest of its head. */
    WAITING,
    SERVED,
    /** What it still sends is thrown away, so that it comes to read its answer. */
    LINGERING,
    GONE
  }

  private final Connection connection;
  private final Gate gate;
  private final Channel channel;
  private final RequestReader reader;
  private State state = State.WAITING;
  private boolean served;
  private long since = System.nanoTime();
  private boolean inHead;
  private Optional<Exchange> exchange = Optional.empty();
  private Optional<Service.Work> work = Optional.empty();

  Client(Connection connection, RequestReader reader) {
    this.connection = connection;
    this.gate = connection.gate();
    this.channel = connection.channel();
    this.reader = reader;
    connection.speaks(this);
  }

  @Override
  public Worker worker() {
    return connection.worker();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public String peer() {
    return connection.peer();
  }

  @Override
  public boolean isFor(String host) {
    return connection.isFor(host);
  }

  @Override
  public String scheme() {
    return gate.role().scheme();
  }

  @Override
  public Figures figures() {
    return gate.figures();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    connection.enter();
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
    connection.isServed();
    state = State.SERVED;
    served = true;
    inHead = false;
    var begun = new Exchange(this, request);
    exchange = Optional.of(begun);
    var answering = gate.service().begin(begun);
    if (exchange.isPresent()) {
      work = Optional.of(answering);
      if (!answering.hasPlace()) {
        connection.waits();
      }
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

  @Override
  public void answered(Exchange over, boolean stays) {
    if (exchange.filter(it -> it == over).isEmpty()) {
      return;
    }
    over.count();
    boolean ended = over.isRequestEnded();
    over.resume();
    exchange = Optional.empty();
    work.ifPresent(Service.Work::answerTaken);
    work = Optional.empty();
    if (stays && !connection.isLeaving()) {
      state = State.WAITING;
      since = System.nanoTime();
      connection.waits();
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
    connection.waits();
    since = System.nanoTime();
    channel.config().setAutoRead(true);
    Channels.then(channel.writeAndFlush(Unpooled.EMPTY_BUFFER), told -> connection.endOutput());
  }

  @Override
  public void cut(boolean byReset) {
    connection.cut(byReset);
  }

  @Override
  public long pending() {
    return connection.pending();
  }

  @Override
  public boolean isLeaving() {
    return connection.isLeaving();
  }

  @Override
  public void wantsMore(boolean more) {
    channel.config().setAutoRead(more);
  }

  @Override
  public void write(HttpObject part) {
    Channels.write(channel, part);
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public Future<?> end() {
    return channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void leave() {
    if (state == State.WAITING) {
      Channels.close(channel);
    }
  }

  @Override
  public void switched() {
    exchange.ifPresent(Exchange::count);
    exchange = Optional.empty();
    work = Optional.empty();
    gone();
  }

  @Override
  public void look(long now) {
    switch (state) {
      case WAITING -> lookAtHead(now);
      case SERVED ->
          exchange.ifPresent(
              it ->
                  it.overdue(now)
                      .ifPresent(
                          reason -> {
                            it.figures().refused(reason);
                            cut(true);
                          }));
      case LINGERING -> {
        if (now - since > Limits.LINGER.toNanos()) {
          cut(true);
        }
      }
      case GONE -> {}
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
    connection.gone();
    state = State.GONE;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Failures.look(cause);
    Channels.close(channel);
  }
}
