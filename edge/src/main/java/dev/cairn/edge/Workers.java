package dev.cairn.edge;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The event loops of one edge, and one more that accepts connections and changes routes. */
final class Workers implements AutoCloseable {
  /** More than these would wait for applications rather than work. */
  private static final int MOST = 4;

  /** The kernel's events without Java's selectors between: a new connection costs a fifth less. */
  private static final boolean EPOLL = Epoll.isAvailable();

  /** A thread that has nothing to do ends. */
  private static final long HANDSHAKES_SECONDS = 5;

  private final EventLoopGroup accepting = group(1, "edge");
  private final EventLoopGroup group;
  private final ThreadPoolExecutor handshakes = handshakes();
  private final Map<EventExecutor, Worker> workers = new HashMap<>();

  Workers() {
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST);
    group = group(loops, "worker");
    group.forEach(loop -> workers.put(loop, new Worker((EventLoop) loop, loops)));
    accepting.forEach(Workers::sleepLong); // from here on a thread lives, and the process with it
    group.forEach(Workers::sleepLong);
  }

  private static EventLoopGroup group(int loops, String name) {
    return new MultiThreadIoEventLoopGroup(
        loops,
        Thread.ofPlatform().daemon(false).name(name + "-", 0).factory(),
        EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  static Class<? extends ServerChannel> listening() {
    return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  static Class<? extends SocketChannel> connecting() {
    return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** No more than half of the processors ever work for strangers who only begin. */
  private static ThreadPoolExecutor handshakes() {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            HANDSHAKES_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // as many as connections wait
            Thread.ofPlatform().daemon().name("handshake-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** A loop with nothing to do at some time to come wakes up each second to look for that. */
  private static void sleepLong(EventExecutor loop) {
    long hours = 1;
    var _ = loop.scheduleAtFixedRate(() -> {}, hours, hours, TimeUnit.HOURS);
  }

  Executor forHandshakes() {
    return handshakes;
  }

  EventLoopGroup accepting() {
    return accepting;
  }

  EventLoopGroup group() {
    return group;
  }

  Worker of(EventLoop loop) {
    var worker = workers.get(loop);
    if (worker == null) {
      throw new IllegalArgumentException("not one of these loops");
    }
    return worker;
  }

  /** Whether each loop comes round in that time. */
  boolean areAlive(long millis) throws InterruptedException {
    var rounds = new CountDownLatch(workers.size());
    workers.keySet().forEach(loop -> loop.execute(rounds::countDown));
    return rounds.await(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    var first = accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    first.awaitUninterruptibly(2, TimeUnit.SECONDS);
    handshakes.shutdownNow();
  }
}
