package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;

/**
 * Small chunks of a body that one read brought pass on together, at the end of that read: one of a
 * byte costs as much time and memory as one of thousands. None comes to be larger than the decoder
 * makes them, for of those that wait for a slow client there is a number, not a size.
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
    if (size() + chunk.content().readableBytes() > Limits.CHUNK) {
      passOn(ctx);
    }
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

  private int size() {
    return first.map(HttpContent::content).or(() -> all).map(ByteBuf::readableBytes).orElse(0);
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
