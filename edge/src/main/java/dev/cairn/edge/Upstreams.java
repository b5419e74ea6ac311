package dev.cairn.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections of one loop to applications: kept ones for what may be sent twice, a new one for each
 * request that must not be, as a kept connection may be closed by the application in the very
 * moment in which it is used.
 */
final class Upstreams {
  private static final int SMALLEST_READ = 1024;
  private static final int FIRST_READ = 4096;

  private final Worker worker;
  private final Map<Upstream, Deque<UpstreamConnection>> kept = new HashMap<>();

  Upstreams(Worker worker) {
    this.worker = worker;
  }

  /** The one that was used last, which the application is least likely to close just now. */
  Optional<UpstreamConnection> findKept(Upstream upstream) {
    var connections = kept.get(upstream);
    if (connections == null) {
      return Optional.empty();
    }
    var last = Optional.ofNullable(connections.pollLast());
    while (last.isPresent() && !last.get().channel().isActive()) {
      last = Optional.ofNullable(connections.pollLast());
    }
    return last;
  }

  /** Fails only where no byte was sent. */
  Future<UpstreamConnection> connect(Upstream upstream) {
    Promise<UpstreamConnection> connected = worker.loop().newPromise();
    var opening =
        new Bootstrap()
            .group(worker.loop())
            .channel(Workers.connecting())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Limits.CONNECT.toMillis())
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(Limits.QUEUE / 2, Limits.QUEUE))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, Limits.RECEIVE)
                    .maxMessagesPerRead(1))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    open(upstream, channel);
                  }
                })
            .connect(upstream.host(), upstream.port());
    Channels.then(
        opening,
        done -> {
          if (done.isSuccess()) {
            var connection = opening.channel().pipeline().get(UpstreamConnection.class);
            worker.watch(connection);
            connected.setSuccess(connection);
          } else {
            connected.setFailure(done.cause());
          }
        });
    return connected;
  }

  private void open(Upstream upstream, SocketChannel channel) {
    var reader = new ResponseReader();
    var connection = new UpstreamConnection(upstream, this, channel, reader);
    channel.pipeline().addLast(reader, new Gathered(), new MessageWriter(), connection);
  }

  void keep(UpstreamConnection connection) {
    var connections = kept.computeIfAbsent(connection.upstream(), u -> new ArrayDeque<>());
    if (connections.size() < Limits.KEPT_UPSTREAM) {
      connections.addLast(connection);
    } else {
      connection.drop();
    }
  }

  void gone(UpstreamConnection connection) {
    worker.forget(connection);
    var connections = kept.get(connection.upstream());
    if (connections != null) {
      connections.remove(connection);
      if (connections.isEmpty()) {
        kept.remove(connection.upstream());
      }
    }
  }
}
