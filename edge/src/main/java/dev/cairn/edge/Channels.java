package dev.cairn.edge;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * What is done to a connection without a look at what becomes of it: a connection that fails ends,
 * which its handler is told.
 */
final class Channels {
  private Channels() {}

  static void write(Channel channel, Object message) {
    var _ = channel.write(message, channel.voidPromise());
  }

  static void close(Channel channel) {
    var _ = channel.close();
  }

  @SuppressWarnings("unchecked")
  static void then(Future<?> future, Consumer<Future<?>> told) {
    var _ = ((Future<Object>) future).addListener(done -> told.accept(done));
  }
}
