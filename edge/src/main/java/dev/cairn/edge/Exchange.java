package dev.cairn.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One request of a client and the answer to it, as a service sees them. Only used on its loop. */
final class Exchange {
  private static final Figures NOBODYS = new Figures();

  private final Caller client;
  private final HttpRequest request;
  private final HttpVersion version;
  private final boolean mayStay;
  private final boolean hasBody;
  private final boolean waits;
  private Figures figures;
  private Optional<Consumer<Exchange>> told = Optional.empty();
  private final long began = System.nanoTime();
  private boolean requestEnded;
  private boolean paused;
  private long received;
  private boolean headWritten;
  private boolean stays;
  private int status;
  private long answered;
  private long takenBefore;
  private long takenSince = began;

  Exchange(Caller client, HttpRequest request) {
    this.client = client;
    this.figures = client.figures();
    this.request = request;
    this.version = request.protocolVersion();
    this.mayStay = HttpUtil.isKeepAlive(request);
    this.hasBody =
        request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
            || MessageReader.hasLength(request);
    this.waits = hasBody && HttpUtil.is100ContinueExpected(request);
    this.requestEnded = !hasBody;
  }

  HttpRequest request() {
    return request;
  }

  boolean hasBody() {
    return hasBody;
  }

  /** Where it counts. */
  Figures figures() {
    return figures;
  }

  /** It is in no stage's figures: nobody came for what is served. */
  void leaveOut() {
    figures = NOBODYS;
  }

  /** It is for a stage that was found by its Host. */
  void countAt(Figures ofStage) {
    figures = ofStage;
  }

  /** It is told to that listener too when it is over. */
  void tell(Consumer<Exchange> listener) {
    told = Optional.of(listener);
  }

  /** It is over, and counts. */
  void count() {
    figures.answered(status, age());
    told.ifPresent(listener -> listener.accept(this));
  }

  /** Of the answer's body. */
  long answeredBytes() {
    return answered;
  }

  Worker worker() {
    return client.worker();
  }

  Channel channel() {
    return client.channel();
  }

  /** Address that the request came from. */
  String peer() {
    return client.peer();
  }

  /** Whether the client was shown a certificate for that host, where it is to be shown one. */
  boolean isFor(String host) {
    return client.isFor(host);
  }

  /** By which it came. */
  String scheme() {
    return client.scheme();
  }

  Optional<String> header(CharSequence name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  /** Nanoseconds since the head of the request was there. */
  long age() {
    return System.nanoTime() - began;
  }

  void received(HttpContent part) {
    received += part.content().readableBytes();
    requestEnded |= part instanceof LastHttpContent;
  }

  boolean isRequestEnded() {
    return requestEnded;
  }

  /** Reads no more of the body, but for what was read already, until {@link #resume}. */
  void pause() {
    if (!requestEnded) {
      paused = true;
      client.wantsMore(false);
    }
  }

  void resume() {
    if (paused) {
      paused = false;
      client.wantsMore(true);
    }
  }

  /** Tells a client that waits for it to send the body. */
  void askForBody() {
    if (waits && !requestEnded) {
      var goOn =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
      client.write(goOn);
      client.flush();
    }
  }

  boolean isAnswered() {
    return headWritten;
  }

  /** The application has agreed to another protocol, which comes behind this. */
  void switchOver(HttpResponse consent) {
    headWritten = true;
    status = consent.status().code();
    consent.setProtocolVersion(version);
    client.write(consent);
    client.switched();
  }

  int status() {
    return status;
  }

  /**
   * Begins the answer. Where the client can be told its end by length or chunks, and has sent all,
   * the connection stays; else it is told that it goes.
   *
   * @param goes whether it goes in any case
   */
  void answer(HttpResponse head, boolean goes) {
    headWritten = true;
    status = head.status().code();
    head.setProtocolVersion(version);
    boolean old = version.equals(HttpVersion.HTTP_1_0);
    boolean endless = mayHaveBody() && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    if (endless && !old) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    stays = mayStay && requestEnded && !goes && !client.isLeaving() && !(endless && old);
    if (!stays) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (old) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    client.write(head);
  }

  private boolean mayHaveBody() {
    return status != 204 && status != 304 && !request.method().equals(HttpMethod.HEAD);
  }

  void content(HttpContent part) {
    answered += part.content().readableBytes();
    client.write(part);
  }

  /** Whether the client takes more just now. */
  boolean isWritable() {
    return client.isWritable();
  }

  void flush() {
    client.flush();
  }

  /** The answer is complete; the exchange is over when the client has taken it. */
  void end() {
    Channels.then(
        client.end(),
        written -> {
          if (written.isSuccess()) {
            client.answered(this, stays && requestEnded);
          }
        });
  }

  /** Ends the connection in the midst of an answer, so that nobody takes it for a whole one. */
  void cut() {
    client.cut(version.equals(HttpVersion.HTTP_1_0));
  }

  /** An answer of the edge's own. */
  void say(Answer answer) {
    say(answer, !answer.isPassing());
  }

  /**
   * @param goes whether the connection goes with it
   */
  void say(Answer answer, boolean goes) {
    figures.refused(answer.code());
    var accept = header(HttpHeaderNames.ACCEPT);
    var body = answer.body(accept).getBytes(StandardCharsets.UTF_8);
    say(answer.status(), answer.contentType(accept), body, goes);
  }

  /**
   * As {@link #say(Answer)}, for what is no problem.
   *
   * @param goes whether the connection goes with it
   */
  void say(int status, String contentType, byte[] body, boolean goes) {
    say(Answer.response(version, status, contentType, body), goes);
  }

  /** The same request belongs to another address. */
  void redirect(String location) {
    var answer = Answer.response(version, 308, "text/plain", new byte[0]);
    answer.headers().set(HttpHeaderNames.LOCATION, location);
    say(answer, true);
  }

  private void say(FullHttpResponse whole, boolean goes) {
    answer(new DefaultHttpResponse(version, whole.status(), whole.headers()), goes);
    if (mayHaveBody()) {
      content(new DefaultHttpContent(whole.content()));
    }
    end();
  }

  /**
   * Whether it lasts longer than it may.
   *
   * @param now of {@link System#nanoTime()}
   * @return the reason where the client does not mean it: it drips, or does not read
   */
  Optional<String> overdue(long now) {
    long age = now - began;
    if (!requestEnded
        && !paused
        && age > Limits.BODY_GRACE.toNanos()
        && received < TimeUnit.NANOSECONDS.toSeconds(age) * Limits.SLOWEST) {
      return Optional.of("slow-body");
    }
    long waiting = client.pending();
    if (waiting == 0) {
      takenSince = now;
      return Optional.empty();
    }
    if (now - takenSince > Limits.ANSWER_GRACE.toNanos()) {
      long taken = answered - waiting;
      if (taken - takenBefore < Limits.ANSWER_GRACE.toSeconds() * Limits.SLOWEST) {
        return Optional.of("slow-reader");
      }
      takenBefore = taken;
      takenSince = now;
    }
    return Optional.empty();
  }
}
