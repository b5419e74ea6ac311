package dev.cairn.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * TLS on the connections of a gate. A connection has its place before its handshake, and has to be
 * through with it in time. What takes long of a handshake is done elsewhere than on the loops, by
 * so few threads that strangers who begin many do not take all processors.
 */
final class Tls implements Security {
  private final Supplier<Certificates> certificates;
  private final Executor handshakes;
  private final Duration within;

  /**
   * @param within for a whole handshake
   */
  Tls(Supplier<Certificates> certificates, Executor handshakes, Duration within) {
    this.certificates = certificates;
    this.handshakes = handshakes;
    this.within = within;
  }

  @Override
  public void begin(Connection connection) {
    var handshaking = new Handshaking(connection);
    connection
        .channel()
        .pipeline()
        .addLast(
            new ServerName(
                certificates,
                within,
                identity -> handler(connection, identity),
                () -> connection.figures().refused("unknown-server-name")),
            handshaking);
  }

  private SslHandler handler(Connection connection, Identity identity) {
    connection.presents(identity);
    var handler = identity.context().newHandler(connection.channel().alloc(), handshakes);
    handler.setHandshakeTimeoutMillis(within.toMillis());
    return handler;
  }

  private static SslHandler handlerOf(Connection connection) {
    return connection.channel().pipeline().get(SslHandler.class);
  }

  @Override
  public void endOutput(Connection connection) {
    Channels.then(
        handlerOf(connection).closeOutbound(),
        told -> {
          if (connection.channel().isActive()) {
            var _ = connection.channel().shutdownOutput();
          }
        });
  }

  @Override
  public void abort(Connection connection) {
    connection.channel().unsafe().close(connection.channel().voidPromise());
  }

  /** Stands where HTTP comes to be. */
  private final class Handshaking extends ChannelInboundHandlerAdapter
      implements Connection.Speaker {
    private final Connection connection;
    private final long began = System.nanoTime();

    Handshaking(Connection connection) {
      this.connection = connection;
      connection.speaks(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      connection.enter();
      ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent completion)) {
        return;
      }
      if (completion.isSuccess()) {
        var _ = ctx.pipeline().remove(this);
        connection
            .gate()
            .speak(
                connection,
                Optional.ofNullable(handlerOf(connection).applicationProtocol()).orElse(""));
      } else {
        connection.figures().refused("failed-handshake"); // it is closed when that was said
      }
    }

    @Override
    public void leave() {
      abort(connection);
    }

    @Override
    public void look(long now) {
      if (now - began > within.toNanos()) {
        connection.figures().refused("slow-handshake");
        abort(connection);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      Failures.look(cause);
      abort(connection);
    }
  }
}
