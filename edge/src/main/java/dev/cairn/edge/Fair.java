package dev.cairn.edge;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * One loop serves all connections: what each may make it do before it goes round to the next. A
 * connection is read once, what that brought is one chunk, and what is written in one turn leaves
 * at its end, at once.
 */
final class Fair {
  private static final String LAST = "handler";
  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 2048;

  private Fair() {}

  /** A connection of a client, before anything was read from it. */
  static void toClient(HttpConnection connection) {
    var channel = channel(connection);
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, Limits.RECEIVE)
                .maxMessagesPerRead(1));
    InTurn.on(channel.pipeline());
    gather(channel);
  }

  /** A connection to an application. */
  static void toApplication(HttpConnection connection) {
    var channel = channel(connection);
    channel
        .config()
        .setRecvByteBufAllocator(
            new FixedRecvByteBufAllocator(Limits.RECEIVE).maxMessagesPerRead(1));
    gather(channel);
  }

  private static void gather(Channel channel) {
    channel
        .pipeline()
        .addFirst(
            "flushes",
            new FlushConsolidationHandler(
                FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true))
        .addBefore(LAST, "gathered", new Gathered());
  }

  private static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channelHandlerContext().channel();
  }
}
