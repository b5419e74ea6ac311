package dev.cairn.edge;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
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

  static <T> void then(Future<T> future, Consumer<Future<?>> told) {
    GenericFutureListener<Future<? super T>> listener = told::accept;
    var _ = future.addListener(listener);
  }
}
