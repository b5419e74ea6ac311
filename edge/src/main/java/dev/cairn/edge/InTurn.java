package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Requests of one connection one after the other: what a client sends behind a request stays as
 * bytes until that one is answered, and so does a body that nobody takes. At most one read of them
 * waits here, another in the decoder; all else in the kernel. As objects they would be forty times
 * as much.
 */
final class InTurn extends ChannelDuplexHandler {
  private static final String DECODER = "httpDecoder";
  private static final String LAST = "handler";

  private final ByteToMessageDecoder decoder;
  private final Behind behind = new Behind();
  private final Queue<Object> held = new ArrayDeque<>();
  private int decoded;
  private boolean arrived;
  private int unanswered;
  private boolean stopped;
  private boolean decoding;
  private boolean undecoded;

  private InTurn(ByteToMessageDecoder decoder) {
    this.decoder = decoder;
  }

  /** To be called before anything was read. */
  static void on(ChannelPipeline pipeline) {
    var decoder = (ByteToMessageDecoder) pipeline.get(DECODER);
    decoder.setSingleDecode(true);
    var turns = new InTurn(decoder);
    pipeline.addBefore(DECODER, "inTurn", turns);
    pipeline.addBefore(LAST, "inTurnBehind", turns.behind);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    held.add(bytes);
    decode(ctx);
  }

  /** Somebody wants to read on, the channel itself after each read among them. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (undecoded && !isOccupied() && !decoding) {
      // Not now: whoever reads on may be in the midst of what it read.
      ctx.executor().execute(() -> goOn(ctx));
    }
    if (isOccupied() && !held.isEmpty()) {
      stopReading(ctx);
    } else {
      ctx.read();
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    if (ctx.isRemoved()) {
      return;
    }
    if (stopped && !isOccupied()) {
      stopped = false;
      ctx.channel().config().setAutoRead(true);
    }
    decode(ctx);
    ctx.fireChannelReadComplete();
  }

  private void decode(ChannelHandlerContext ctx) {
    if (decoding) {
      return;
    }
    decoding = true;
    try {
      undecoded = true;
      while (undecoded && !isOccupied() && ctx.channel().config().isAutoRead()) {
        undecoded = decodeNext(ctx);
      }
    } finally {
      decoding = false;
    }
    if (isOccupied() && !held.isEmpty()) {
      stopReading(ctx);
    }
  }

  /** Whether there may be more. */
  private boolean decodeNext(ChannelHandlerContext ctx) {
    int before = decoded;
    ctx.fireChannelRead(Unpooled.EMPTY_BUFFER); // asks for what the decoder has
    if (decoded == before && !held.isEmpty()) {
      ctx.fireChannelRead(held.remove());
      return true;
    }
    return decoded != before;
  }

  /** With a request that is there as a whole. */
  private boolean isOccupied() {
    return arrived && unanswered > 0;
  }

  private void stopReading(ChannelHandlerContext ctx) {
    stopped = true;
    ctx.channel().config().setAutoRead(false);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  /** It is something else than HTTP from here on. */
  private void leave(ChannelHandlerContext ctx) {
    var pipeline = ctx.pipeline();
    if (ctx.isRemoved() || pipeline.context(decoder) != null) {
      return;
    }
    while (!held.isEmpty()) {
      ctx.fireChannelRead(held.remove());
    }
    ctx.fireChannelReadComplete();
    pipeline.remove(behind);
    pipeline.remove(this);
    if (stopped) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Sees what was decoded, and what is answered. */
  private final class Behind extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      decoded++;
      if (isOccupied()) {
        // The connection ended: its decoder gives what it has.
        ReferenceCountUtil.release(message);
        return;
      }
      if (message instanceof HttpRequest) {
        arrived = false;
        unanswered++;
      }
      arrived |= message instanceof LastHttpContent;
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      boolean interim =
          message instanceof HttpResponse response
              && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (message instanceof HttpResponse response
          && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        ctx.executor().execute(() -> front(ctx).ifPresent(InTurn.this::leave));
      } else if (message instanceof LastHttpContent && !interim) {
        unanswered--;
        ctx.executor().execute(() -> front(ctx).ifPresent(InTurn.this::goOn));
      }
      var _ = ctx.write(message, promise);
    }

    private Optional<ChannelHandlerContext> front(ChannelHandlerContext ctx) {
      return Optional.ofNullable(ctx.pipeline().context(InTurn.this));
    }
  }
}
