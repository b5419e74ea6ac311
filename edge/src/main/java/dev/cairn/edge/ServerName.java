package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the name in the first message of a handshake, and lets the certificate for it go on.
 * Who names nobody, or a name without a certificate, is told so.
 */
final class ServerName extends AbstractSniHandler<Identity> {
  private static final int LONGEST_HELLO = 16 * 1024;

  /** RFC 8446 §6: a record of an alert, of two bytes, that it is fatal: unrecognized_name. */
  private static final byte[] UNRECOGNIZED = {21, 3, 3, 0, 2, 2, 112};

  private final Supplier<Certificates> certificates;
  private final Function<Identity, SslHandler> found;
  private final Runnable unknown;
  private boolean isOver;

  /**
   * @param found makes what goes on with the handshake
   * @param unknown run where nothing does
   */
  ServerName(
      Supplier<Certificates> certificates,
      Duration within,
      Function<Identity, SslHandler> found,
      Runnable unknown) {
    super(LONGEST_HELLO, within.toMillis());
    this.certificates = certificates;
    this.found = found;
    this.unknown = unknown;
  }

  @Override
  protected Future<Identity> lookup(ChannelHandlerContext ctx, @Nullable String host) {
    var identity = Optional.ofNullable(host).map(Hosts::plain).flatMap(certificates.get()::find);
    return identity.isPresent()
        ? ctx.executor().newSucceededFuture(identity.get())
        : ctx.executor().newFailedFuture(new SSLException("no certificate for that name"));
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String host, Future<Identity> identity) {
    if (isOver) {
      return; // the library looks once more when the connection ends
    }
    isOver = true;
    if (identity.isSuccess()) {
      var _ = ctx.pipeline().replace(this, null, found.apply(identity.getNow()));
    } else {
      unknown.run();
      var _ =
          ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED))
              .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
