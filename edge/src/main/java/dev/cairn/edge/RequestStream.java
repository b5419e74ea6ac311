package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.Optional;

/**
 * One request of a connection of HTTP/2 and the answer to it. What comes of its body while nobody
 * takes it is kept as one piece, however small the frames, and is not more than the stream's
 * window.
 */
final class RequestStream implements Caller {
  private final Streams streams;
  private final Connection connection;
  private final int id;
  private Optional<Exchange> exchange = Optional.empty();
  private Optional<Service.Work> work = Optional.empty();
  private Optional<ByteBuf> held = Optional.empty();
  private Optional<Long> left = Optional.empty();
  private boolean wantsMore = true;
  private boolean requestEnded;
  private boolean hasPlace;
  private boolean ended;
  private boolean reading = true;
  private long pending;

  RequestStream(Streams streams, Connection connection, int id) {
    this.streams = streams;
    this.connection = connection;
    this.id = id;
  }

  int id() {
    return id;
  }

  /**
   * @param whole whether no body comes behind it
   */
  void begin(HttpRequest request, boolean whole) {
    requestEnded = whole;
    left = whole ? Optional.empty() : Http2Head.length(request);
    var begun = new Exchange(this, request);
    exchange = Optional.of(begun);
    var answering = connection.gate().service().begin(begun);
    if (exchange.isPresent()) {
      work = Optional.of(answering);
      hasPlace = answering.hasPlace();
      streams.placed(hasPlace);
      answering.flush();
    } else {
      answering.answerTaken(); // at once, before there was anybody to tell
    }
  }

  /**
   * Takes a part of the body.
   *
   * @return how many of its bytes are taken already; {@link Streams#taken} tells of the others
   */
  int received(ByteBuf data, int padding, boolean end) throws Refusal {
    int length = data.readableBytes();
    if (left.isPresent()) {
      long rest = left.get() - length;
      if (rest < 0 || (end && rest != 0)) {
        throw Refusal.of("its Content-Length is not its body's");
      }
      left = Optional.of(rest);
    }
    requestEnded |= end;
    if (!wantsMore) {
      hold(data);
      return padding;
    }
    if (length > 0) {
      pass(new DefaultHttpContent(copy(data)));
    }
    if (end) {
      pass(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    work.ifPresent(Service.Work::flush);
    return padding + length;
  }

  private ByteBuf copy(ByteBuf data) {
    return connection.channel().alloc().buffer(data.readableBytes()).writeBytes(data);
  }

  private void hold(ByteBuf data) {
    var all = held.orElseGet(() -> connection.channel().alloc().buffer(data.readableBytes()));
    held = Optional.of(all);
    all.writeBytes(data);
  }

  private void pass(HttpContent part) {
    exchange.ifPresent(it -> it.received(part));
    if (work.isPresent()) {
      work.get().content(part);
    } else {
      part.release();
    }
  }

  @Override
  public void wantsMore(boolean more) {
    wantsMore = more;
    if (!more || held.isEmpty()) {
      return;
    }
    var piece = held.get();
    held = Optional.empty();
    streams.taken(id, piece.readableBytes());
    pass(new DefaultHttpContent(piece));
    if (requestEnded) {
      pass(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    work.ifPresent(Service.Work::flush);
  }

  @Override
  public void write(HttpObject part) {
    switch (part) {
      case HttpResponse head -> streams.writeHead(id, head);
      case HttpContent content -> write(content.content());
      default -> throw new IllegalArgumentException("no part of an answer: " + part);
    }
  }

  private void write(ByteBuf data) {
    int length = data.readableBytes();
    pending += length;
    Channels.then(streams.write(id, data, false), written -> written(length));
  }

  private void written(int length) {
    pending -= length;
    if (!reading && pending <= Limits.QUEUE / 2) {
      reading = true;
      work.ifPresent(Service.Work::clientReads);
    }
  }

  @Override
  public boolean isWritable() {
    reading = pending < Limits.QUEUE && reading;
    return reading;
  }

  @Override
  public Future<?> end() {
    ended = true;
    var done = streams.write(id, Unpooled.EMPTY_BUFFER, true);
    Channels.then(
        done,
        written -> {
          if (!written.isSuccess()) {
            gone();
          }
        });
    streams.flush();
    return done;
  }

  @Override
  public void answered(Exchange over, boolean stays) {
    if (exchange.isEmpty()) {
      return;
    }
    over.count();
    boolean whole = requestEnded;
    exchange = Optional.empty();
    var answering = work;
    work = Optional.empty();
    answering.ifPresent(Service.Work::answerTaken);
    if (!whole) {
      streams.refuseRest(id);
    }
    over();
  }

  /** The stream is closed, by whomever. */
  void closed() {
    if (!ended) {
      gone();
    }
  }

  private void gone() {
    var answering = work;
    exchange = Optional.empty();
    work = Optional.empty();
    answering.ifPresent(Service.Work::clientGone);
    over();
  }

  private void over() {
    held.ifPresent(ByteBuf::release);
    held = Optional.empty();
    streams.over(this, hasPlace);
    hasPlace = false;
  }

  /** Ends it where it lasts longer than it may. */
  void look(long now) {
    exchange.ifPresent(
        it ->
            it.overdue(now)
                .ifPresent(
                    reason -> {
                      it.figures().refused(reason);
                      cut(true);
                    }));
  }

  @Override
  public void cut(boolean byReset) {
    streams.flush();
    ended = false;
    streams.reset(id);
  }

  @Override
  public void flush() {
    streams.flush();
  }

  @Override
  public long pending() {
    return pending;
  }

  @Override
  public Worker worker() {
    return connection.worker();
  }

  @Override
  public Channel channel() {
    return connection.channel();
  }

  @Override
  public String peer() {
    return connection.peer();
  }

  @Override
  public boolean isFor(String host) {
    return connection.isFor(host);
  }

  @Override
  public String scheme() {
    return connection.gate().role().scheme();
  }

  @Override
  public Figures figures() {
    return connection.figures();
  }

  @Override
  public boolean isLeaving() {
    return connection.isLeaving();
  }

  @Override
  public void switched() {
    throw new IllegalStateException("a stream stays one of HTTP/2");
  }
}
