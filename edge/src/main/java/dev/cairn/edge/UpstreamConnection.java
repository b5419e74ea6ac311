package dev.cairn.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;

/**
 * A connection to an application: for one visit at a time, and kept between two. A failure to write
 * ends nothing, as an application that does not read on may have answered.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Worker.Overdue {
  private final Upstream upstream;
  private final Upstreams upstreams;
  private final Channel channel;
  private final ResponseReader reader;
  private Optional<Visit> visit = Optional.empty();
  private boolean mayStay;
  private long moved = System.nanoTime();

  UpstreamConnection(
      Upstream upstream, Upstreams upstreams, Channel channel, ResponseReader reader) {
    this.upstream = upstream;
    this.upstreams = upstreams;
    this.channel = channel;
    this.reader = reader;
  }

  Upstream upstream() {
    return upstream;
  }

  Channel channel() {
    return channel;
  }

  void send(Visit by, HttpRequest request) {
    visit = Optional.of(by);
    mayStay = false;
    moved = System.nanoTime();
    reader.expect(request.method().equals(HttpMethod.HEAD));
    Channels.write(channel, request);
  }

  /** Takes over the part; the application may have stopped to listen. */
  void send(HttpContent part) {
    moved = System.nanoTime();
    if (isDeaf()) {
      part.release();
    } else {
      Channels.write(channel, part);
    }
  }

  void flush() {
    channel.flush();
  }

  private boolean isDeaf() {
    return ((SocketChannel) channel).isOutputShutdown() || !channel.isActive();
  }

  /** Whether more of a body can go there, be it to nobody. */
  boolean isWritable() {
    return channel.isWritable() || isDeaf();
  }

  void pause() {
    channel.config().setAutoRead(false);
  }

  void resume() {
    moved = System.nanoTime();
    channel.config().setAutoRead(true);
  }

  /** Nobody waits for what comes. */
  void drop() {
    visit = Optional.empty();
    Channels.close(channel);
  }

  /** It is something else than HTTP from here on. */
  void switched() {
    visit = Optional.empty();
    upstreams.gone(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    moved = System.nanoTime();
    if (visit.isEmpty()) {
      ReferenceCountUtil.release(message);
      Channels.close(channel); // nobody asked for it
      return;
    }
    switch (message) {
      case HttpResponse head -> {
        mayStay = HttpUtil.isKeepAlive(head);
        visit.get().answered(head);
      }
      case LastHttpContent end -> ended();
      case HttpContent part -> visit.get().answer(part);
      case Answer refusal -> visit.get().malformed(refusal);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void ended() {
    var over = visit;
    visit = Optional.empty();
    boolean stays =
        mayStay && !reader.isUntilClose() && !isDeaf() && over.filter(Visit::isSent).isPresent();
    if (stays) {
      channel.config().setAutoRead(true);
      upstreams.keep(this);
    } else {
      Channels.close(channel);
    }
    over.ifPresent(Visit::answerEnds);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    visit.ifPresent(Visit::flushAnswer);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      visit.ifPresent(Visit::upstreamReads);
    }
  }

  /** Its way there is shut: what is sent goes nowhere, what it says is still heard. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    visit.ifPresent(Visit::upstreamReads);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    upstreams.gone(this);
    var left = visit;
    visit = Optional.empty();
    left.ifPresent(Visit::broken);
  }

  @Override
  public void look(long now) {
    if (visit.isEmpty()) {
      if (now - moved > Limits.KEEP_UPSTREAM.toNanos()) {
        Channels.close(channel);
      }
    } else if (now - moved > Limits.IDLE.toNanos()) {
      visit.get().silent();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Failures.look(cause);
    if (!(cause instanceof IOException)) { // else it was written, or the library closes
      Channels.close(channel);
    } else if (reader.isUntilClose() && visit.filter(Visit::isSent).isPresent()) {
      // The end that the library makes of it would look like that of the answer.
      var left = visit;
      visit = Optional.empty();
      left.ifPresent(Visit::broken);
      Channels.close(channel);
    }
  }
}
