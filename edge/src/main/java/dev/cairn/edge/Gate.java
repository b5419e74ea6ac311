package dev.cairn.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening port, and the connections that came through it. A port that is taken is tried again
 * until it is free or the gate closed. What stands before HTTP on a connection goes into {@link
 * #initialize}.
 */
final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);
  private static final long TRY_AGAIN_SECONDS = 1;
  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 2048;

  /**
   * What a gate is for.
   *
   * @param figures where it counts what is of no request
   * @param arrival for the head of a request
   * @param security what comes before HTTP, if anything
   */
  record Purpose(
      Role role, Figures figures, Duration arrival, Service service, Optional<Security> security) {}

  private final Workers workers;
  private final Shares shares;
  private final String host;
  private final int port;
  private final Purpose purpose;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private Optional<Channel> server = Optional.empty();
  private volatile Optional<String> problem = Optional.of("not listening yet");
  private boolean troubled;
  private volatile boolean closed;

  Gate(Workers workers, Shares shares, String host, int port, Purpose purpose) {
    this.workers = workers;
    this.shares = shares;
    this.host = host;
    this.port = port;
    this.purpose = purpose;
  }

  Role role() {
    return purpose.role();
  }

  String group() {
    return purpose.role().group();
  }

  boolean isStatus() {
    return purpose.role().isStatus();
  }

  Duration arrival() {
    return purpose.arrival();
  }

  Optional<Security> security() {
    return purpose.security();
  }

  Service service() {
    return purpose.service();
  }

  Figures figures() {
    return purpose.figures();
  }

  /** On the loop that accepts. */
  void open() {
    Channels.then(listen(), this::opened);
  }

  private ChannelFuture listen() {
    return new ServerBootstrap()
        .group(workers.accepting(), workers.group())
        .channel(Workers.listening())
        .option(ChannelOption.SO_BACKLOG, Limits.BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(Limits.QUEUE / 2, Limits.QUEUE))
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, Limits.RECEIVE)
                .maxMessagesPerRead(1))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                initialize(channel);
              }
            })
        .bind(host, port);
  }

  private void initialize(SocketChannel channel) {
    var connection = new Connection(this, workers.of(channel.eventLoop()), channel);
    if (purpose.security().isPresent()) {
      purpose.security().get().begin(connection);
    } else {
      speakHttp1(connection);
    }
  }

  /**
   * From here on there are requests on it.
   *
   * @param protocol as ALPN names it
   */
  void speak(Connection connection, String protocol) {
    if (protocol.equals(Identity.HTTP_2)) {
      connection.channel().pipeline().addLast(Streams.on(connection));
    } else {
      speakHttp1(connection);
    }
  }

  private void speakHttp1(Connection connection) {
    var reader =
        isStatus()
            ? new RequestReader(Limits.STATUS_HEADERS, Limits.STATUS_HEADERS, Limits.STATUS_FIELDS)
            : new RequestReader(Limits.FIRST_LINE, Limits.HEADERS, Limits.FIELDS);
    var client = new Client(connection, reader);
    connection.channel().pipeline().addLast(reader, new Gathered(), new MessageWriter(), client);
  }

  private void opened(Future<?> done) {
    if (done instanceof ChannelFuture bound && bound.isSuccess()) {
      listening(bound.channel());
    } else {
      refused(Optional.ofNullable(done.cause().getMessage()).orElse("unknown"));
    }
  }

  private void listening(Channel opened) {
    if (closed) {
      Channels.close(opened);
      return;
    }
    server = Optional.of(opened);
    problem = Optional.empty();
    log.info("{}: listening on {}:{}", group(), host, port);
  }

  private void refused(String reason) {
    problem = Optional.of("cannot listen on " + host + ":" + port + ": " + reason);
    if (!troubled) {
      troubled = true;
      log.warn("{}: {}; trying again until it is free", group(), problem.get());
    }
    var _ =
        workers
            .accepting()
            .schedule(
                () -> {
                  if (!closed) {
                    open();
                  }
                },
                TRY_AGAIN_SECONDS,
                TimeUnit.SECONDS);
  }

  /** A sentence while this gate does not listen. */
  Optional<String> problem() {
    return problem;
  }

  /** Whether a connection finds room; then it is told when it leaves. */
  boolean admits(Optional<String> client) {
    return isStatus() || shares.connect(role(), client);
  }

  /** Whether whoever asks from this machine just now is not turned away. */
  boolean hasRoom() {
    return isStatus() || shares.hasRoom(role());
  }

  void joined(Connection connection) {
    connections.add(connection);
    if (closed) {
      connection.leave();
    }
  }

  void left(Connection connection, Optional<String> counted) {
    connections.remove(connection);
    if (!isStatus()) {
      shares.disconnected(role(), counted);
    }
  }

  /**
   * Takes no new connection and no further request; completes when those in flight are done or cut
   * off. On the loop that accepts. What became something else than HTTP goes on.
   */
  CompletableFuture<Void> close(Duration grace) {
    closed = true;
    var done = new CompletableFuture<Void>();
    server.ifPresent(
        open -> {
          Channels.close(open);
          log.info("{}: no longer listening on {}:{}", group(), host, port);
        });
    server = Optional.empty();
    connections.forEach(Connection::leave);
    awaitLeft(done, System.nanoTime() + grace.toNanos());
    return done;
  }

  private void awaitLeft(CompletableFuture<Void> done, long until) {
    if (!connections.isEmpty() && System.nanoTime() < until) {
      var _ = workers.accepting().schedule(() -> awaitLeft(done, until), 50, TimeUnit.MILLISECONDS);
      return;
    }
    connections.forEach(each -> Channels.close(each.channel()));
    done.complete(null);
  }
}
