package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * Requests of one connection one after the other: what a client sends behind a request stays as
 * bytes until that one is answered. At most one read of them waits here, all else in the kernel. As
 * objects they would be forty times as much.
 */
final class RequestReader extends MessageReader {
  private static final DefaultHttpHeadersFactory FIELDS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private boolean occupied;
  private boolean removed;

  RequestReader(int mostFirst, int mostBytes, int mostFields) {
    super(mostFirst, mostBytes, mostFields);
  }

  @Override
  HttpMessage start(Line line) throws Refusal {
    int method = line.find(' ', 0);
    int target = line.find(' ', method + 1);
    if (target >= line.length() || target == method + 1) {
      throw Refusal.of("the first line is not a method, a target and a version");
    }
    if (!line.isToken(0, method) || !line.isVisible(method + 1, target)) {
      throw Refusal.of("the first line has a character that it may not have");
    }
    return new DefaultHttpRequest(
        version(line.text(target + 1, line.length())),
        HttpMethod.valueOf(line.text(0, method)),
        line.text(method + 1, target),
        FIELDS);
  }

  private static HttpVersion version(String text) throws Refusal {
    return switch (text) {
      case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
      case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
      default -> throw new Refusal(Answer.unknownVersion());
    };
  }

  /** RFC 9112 §6.3; of what it leaves to the reader, none is taken. */
  @Override
  long length(HttpMessage head) throws Refusal {
    Target.check((HttpRequest) head);
    var lengths = head.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    var codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return lengths.isEmpty() ? 0 : length(lengths);
    }
    if (!lengths.isEmpty() || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw Refusal.of("its length is said in two ways");
    }
    if (!codings.equals(List.of("chunked"))) {
      throw new Refusal(Answer.unknownCoding());
    }
    return CHUNKED;
  }

  private static long length(List<String> said) throws Refusal {
    if (said.size() > 1 || !isLength(said.getFirst())) {
      throw Refusal.of("its Content-Length is not one number");
    }
    return Long.parseLong(said.getFirst());
  }

  @Override
  boolean isLenient() {
    return false;
  }

  @Override
  boolean reads() {
    return !occupied;
  }

  @Override
  void ended() {
    occupied = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
    super.channelRead(ctx, bytes);
    if (occupied && actualReadableBytes() > 0) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    removed = true;
  }

  /** The request is answered: the next one may come, or be here already. */
  void next(ChannelHandlerContext ctx) {
    occupied = false;
    if (actualReadableBytes() > 0) {
      // Not now: whoever answers may be in the midst of what was read.
      ctx.executor().execute(() -> goOn(ctx));
    } else {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    if (removed) {
      return;
    }
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      if (!occupied || actualReadableBytes() == 0) {
        ctx.channel().config().setAutoRead(true);
      }
      ctx.fireChannelReadComplete();
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }
}
