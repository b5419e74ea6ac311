package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;

/**
 * Writes messages of HTTP/1. A head and what is small of its body go out as one buffer: each one
 * more costs a small answer as much as all its bytes.
 */
final class MessageWriter extends ChannelOutboundHandlerAdapter {
  /** A part of a body that is worth a buffer of its own. */
  private static final int LARGE = 1024;

  /** As much is held back at most, until the next flush. */
  private static final int MOST = 4 * LARGE;

  private static final byte[] CHUNK_ENDS = {'\r', '\n'};
  private static final byte[] BODY_ENDS = {'0', '\r', '\n', '\r', '\n'};

  private final HeadText head = HeadText.shared(); // made on the loop that it is used on
  private Optional<ByteBuf> held = Optional.empty();
  private boolean chunked;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean known = false;
    if (message instanceof HttpMessage begun) {
      known = true;
      chunked = HttpUtil.isTransferEncodingChunked(begun);
      head.write(begun, room(ctx));
    }
    if (message instanceof HttpContent part) {
      known = true;
      content(ctx, part.content());
    }
    if (message instanceof LastHttpContent) {
      if (chunked) {
        room(ctx).writeBytes(BODY_ENDS);
      }
      chunked = false;
      var _ = ctx.write(take().orElse(Unpooled.EMPTY_BUFFER), promise);
    } else if (!known) {
      writeHeld(ctx);
      var _ = ctx.write(message, promise);
    }
  }

  /** Takes it over. */
  private void content(ChannelHandlerContext ctx, ByteBuf part) {
    int length = part.readableBytes();
    if (length == 0) {
      part.release();
      return;
    }
    if (chunked) {
      lengthOfChunk(room(ctx), length);
    }
    if (length < LARGE) {
      room(ctx).writeBytes(part);
      part.release();
    } else {
      writeHeld(ctx);
      var _ = ctx.write(part, ctx.voidPromise());
    }
    if (chunked) {
      room(ctx).writeBytes(CHUNK_ENDS);
    }
  }

  private static void lengthOfChunk(ByteBuf to, int length) {
    boolean begun = false;
    for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
      int digit = length >>> shift & 0xf;
      begun |= digit > 0;
      if (begun) {
        to.writeByte(Character.forDigit(digit, 16));
      }
    }
    to.writeBytes(CHUNK_ENDS);
  }

  /** A buffer for a little more. */
  private ByteBuf room(ChannelHandlerContext ctx) {
    if (held.filter(it -> it.readableBytes() > MOST).isPresent()) {
      writeHeld(ctx);
    }
    if (held.isEmpty()) {
      held = Optional.of(ctx.alloc().directBuffer(LARGE));
    }
    return held.get();
  }

  private Optional<ByteBuf> take() {
    var taken = held;
    held = Optional.empty();
    return taken;
  }

  private void writeHeld(ChannelHandlerContext ctx) {
    take()
        .ifPresent(
            it -> {
              var _ = ctx.write(it, ctx.voidPromise());
            });
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writeHeld(ctx);
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      writeHeld(ctx);
    } else {
      take().ifPresent(ByteBuf::release);
    }
  }
}
