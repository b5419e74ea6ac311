package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;

/**
 * What one read brought of a body passes on as one chunk, at the end of that read: chunks of one
 * byte would cost as much time and memory, each, as one of thousands.
 */
final class Gathered extends ChannelInboundHandlerAdapter {
  private Optional<HttpContent> first = Optional.empty();
  private Optional<ByteBuf> all = Optional.empty();

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpContent chunk
        && !(message instanceof LastHttpContent)
        && chunk.decoderResult().isSuccess()) {
      add(ctx, chunk);
    } else {
      passOn(ctx);
      ctx.fireChannelRead(message);
    }
  }

  private void add(ChannelHandlerContext ctx, HttpContent chunk) {
    if (first.isEmpty() && all.isEmpty()) {
      first = Optional.of(chunk);
      return;
    }
    var gathered = all.orElseGet(() -> ctx.alloc().buffer(Limits.CHUNK));
    all = Optional.of(gathered);
    first.ifPresent(one -> move(one, gathered));
    first = Optional.empty();
    move(chunk, gathered);
  }

  private static void move(HttpContent chunk, ByteBuf gathered) {
    gathered.writeBytes(chunk.content());
    chunk.release();
  }

  private void passOn(ChannelHandlerContext ctx) {
    var chunk = first.or(() -> all.map(DefaultHttpContent::new));
    first = Optional.empty();
    all = Optional.empty();
    chunk.ifPresent(ctx::fireChannelRead);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    passOn(ctx);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    passOn(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    passOn(ctx);
  }
}
