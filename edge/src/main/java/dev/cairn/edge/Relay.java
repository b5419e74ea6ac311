package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * One way of a connection that is no longer HTTP, a WebSocket's say: bytes pass as they come, no
 * faster than they are taken, until either end closes or nothing has moved for long.
 */
final class Relay extends ChannelInboundHandlerAdapter {
  private static final int QUEUE = 16 * 1024;

  private final Channel to;
  private final Tunnel tunnel;

  private Relay(Channel to, Tunnel tunnel) {
    this.to = to;
    this.tunnel = tunnel;
  }

  /** Both ways together. */
  private static final class Tunnel implements Worker.Overdue {
    private final Worker worker;
    private final Channel client;
    private final Runnable whenOver;
    private long moved = System.nanoTime();
    private boolean over;
    private boolean halfOver;

    Tunnel(Worker worker, Channel client, Runnable whenOver) {
      this.worker = worker;
      this.client = client;
      this.whenOver = whenOver;
    }

    @Override
    public void look(long now) {
      if (now - moved > Limits.IDLE.toNanos()) {
        Channels.close(client);
      }
    }

    /** One end has gone; the other has a while to take what is left for it. */
    void closed(Channel other) {
      if (halfOver) {
        end();
        return;
      }
      halfOver = true;
      Channels.then(other.writeAndFlush(Unpooled.EMPTY_BUFFER), told -> Channels.close(other));
      var _ =
          other
              .eventLoop()
              .schedule(() -> Channels.close(other), Limits.LINGER.toSeconds(), TimeUnit.SECONDS);
    }

    void end() {
      if (!over) {
        over = true;
        worker.forget(this);
        whenOver.run();
      }
    }
  }

  /**
   * Hands on the application's consent, and then whatever comes.
   *
   * @param whenOver run once, at the end
   */
  static void join(
      Exchange exchange, HttpResponse consent, UpstreamConnection with, Runnable whenOver) {
    var client = exchange.channel();
    var application = with.channel();
    var tunnel = new Tunnel(exchange.worker(), client, whenOver);
    exchange.worker().watch(tunnel);
    var protocol = consent.headers().get(HttpHeaderNames.UPGRADE, "");
    Forwarded.response(consent.headers());
    consent.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    consent.headers().set(HttpHeaderNames.UPGRADE, protocol);
    exchange.switchOver(consent);
    Channels.write(client, LastHttpContent.EMPTY_LAST_CONTENT);
    with.switched();
    client.config().setOption(ChannelOption.AUTO_CLOSE, true);
    application.config().setOption(ChannelOption.AUTO_CLOSE, true);
    replaceAllButReader(client, new Relay(application, tunnel));
    replaceAllButReader(application, new Relay(client, tunnel));
    replaceReader(client);
    replaceReader(application);
    client.flush();
    application.flush();
    if (!client.isActive() || !application.isActive()) {
      Channels.close(client);
      Channels.close(application);
      tunnel.end();
    }
  }

  private static void replaceAllButReader(Channel from, Relay relay) {
    from.config().setWriteBufferWaterMark(new WriteBufferWaterMark(QUEUE / 2, QUEUE));
    var pipeline = from.pipeline();
    pipeline.addLast(relay);
    pipeline.toMap().values().stream()
        .filter(handler -> handler != relay && !(handler instanceof MessageReader))
        .filter(Relay::isOfHttp)
        .forEach(pipeline::remove);
  }

  /** What it has read already passes on as it leaves. */
  private static void replaceReader(Channel from) {
    var _ = from.pipeline().remove(from.pipeline().get(MessageReader.class));
    from.config().setAutoRead(true);
  }

  private static boolean isOfHttp(ChannelHandler handler) {
    return handler.getClass().getPackage().equals(Relay.class.getPackage());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    tunnel.moved = System.nanoTime();
    if (message instanceof ByteBuf) {
      Channels.write(to, message);
    } else {
      ReferenceCountUtil.release(message); // the end of the head that agreed to this
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    to.flush();
    if (!to.isWritable()) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      to.config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tunnel.closed(to);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Failures.look(cause);
    Channels.close(ctx.channel());
  }
}
