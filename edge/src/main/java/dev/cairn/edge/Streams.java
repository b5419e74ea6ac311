package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2: many requests at a time, each of which counts as one of HTTP/1 does. One
 * that nobody takes, or whose answer is not read, holds back no other: the window of the whole
 * connection is given back as bytes come, and that of a stream as they are taken.
 */
final class Streams extends Http2ConnectionHandler implements Connection.Speaker {
  /** Of a stream's window, below which the client is told that it is open again. */
  private static final float WINDOW_LEFT = 0.5f;

  private static final int SMALL_CONTINUATIONS = 16;
  private static final int EMPTY_FRAMES = 10;
  private static final long CLOSE_MILLIS = 1000;

  private final Connection connection;
  private final Map<Integer, RequestStream> streams = new HashMap<>();
  private Optional<ChannelHandlerContext> context = Optional.empty();
  private int places;
  private boolean served;
  private boolean closed;
  private long since = System.nanoTime();
  private long idleFramesSince = since;
  private int idleFrames;

  private Streams(
      Connection connection,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings) {
    super(decoder, encoder, settings);
    this.connection = connection;
    decoder.frameListener(new Frames());
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                Optional.ofNullable(streams.get(stream.id())).ifPresent(RequestStream::closed);
              }
            });
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Streams, Builder> {
    private final Connection of;

    Builder(Connection of) {
      this.of = of;
    }

    Streams make() {
      var http2 = new DefaultHttp2Connection(true);
      http2.local().flowController(new DefaultHttp2LocalFlowController(http2, WINDOW_LEFT, true));
      http2.remote().maxActiveStreams(Limits.STREAMS); // else without bound until it is agreed to
      connection(http2);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(Limits.STREAMS)
              .initialWindowSize(Limits.STREAM_WINDOW)
              .maxHeaderListSize(Limits.HEADERS));
      frameListener(new Http2FrameAdapter());
      validateHeaders(true);
      encoderEnforceMaxQueuedControlFrames(Limits.IDLE_FRAMES);
      decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES);
      decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS);
      decoderEnforceMaxRstFramesPerWindow(Limits.IDLE_FRAMES, Limits.FRAMES_SECONDS);
      encoderEnforceMaxRstFramesPerWindow(Limits.IDLE_FRAMES, Limits.FRAMES_SECONDS);
      gracefulShutdownTimeoutMillis(CLOSE_MILLIS);
      return build();
    }

    @Override
    protected Streams build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Streams(of, decoder, encoder, settings);
    }
  }

  static Streams on(Connection connection) {
    var made = new Builder(connection).make();
    connection.speaks(made);
    return made;
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean end)
        throws Http2Exception {
      var known = Optional.ofNullable(streams.get(id));
      if (known.isPresent()) {
        receive(known.get(), Unpooled.EMPTY_BUFFER, 0, end); // a trailer, for nobody
      } else {
        begin(id, head, end);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers head,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      onHeadersRead(ctx, id, head, padding, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      var known = Optional.ofNullable(streams.get(id));
      return known.isPresent()
          ? receive(known.get(), data, padding, end)
          : data.readableBytes() + padding;
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countIdle();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      countIdle();
    }
  }

  /** Each costs an answer, and brings nothing. */
  private void countIdle() throws Http2Exception {
    long now = System.nanoTime();
    if (now - idleFramesSince > TimeUnit.SECONDS.toNanos(Limits.FRAMES_SECONDS)) {
      idleFramesSince = now;
      idleFrames = 0;
    }
    if (++idleFrames > Limits.IDLE_FRAMES) {
      connection.figures().refused("flood-of-frames");
      throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames");
    }
  }

  private void begin(int id, Http2Headers head, boolean whole) {
    served = true;
    var stream = new RequestStream(this, connection, id);
    try {
      var request = Http2Head.request(head, whole);
      streams.put(id, stream);
      stream.begin(request, whole);
    } catch (Refusal refused) {
      refuse(id, refused.answer(), whole);
    }
  }

  private void refuse(int id, Answer refusal, boolean whole) {
    connection.figures().refused(refusal.code());
    var body = refusal.body(Optional.empty()).getBytes(StandardCharsets.UTF_8);
    var response =
        Answer.response(
            HttpVersion.HTTP_1_1, refusal.status(), refusal.contentType(Optional.empty()), body);
    writeHead(id, response);
    var _ = write(id, response.content(), true);
    if (!whole) {
      refuseRest(id);
    }
    flush();
  }

  private int receive(RequestStream stream, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    try {
      return stream.received(data, padding, end);
    } catch (Refusal refused) {
      connection.figures().refused(refused.answer().code());
      throw Http2Exception.streamError(
          stream.id(), Http2Error.PROTOCOL_ERROR, "%s", refused.answer().sentence());
    }
  }

  private ChannelHandlerContext context() {
    return context.orElseThrow();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = Optional.of(ctx);
    super.handlerAdded(ctx);
    ctx.flush();
  }

  /** A stream has one of its stage's places, or is answered without. */
  void placed(boolean hasPlace) {
    if (hasPlace && ++places == 1) {
      connection.isServed();
    }
  }

  void over(RequestStream stream, boolean hadPlace) {
    if (!streams.remove(stream.id(), stream)) {
      return;
    }
    if (hadPlace && --places == 0 && !closed) {
      connection.waits();
    }
    if (streams.isEmpty()) {
      since = System.nanoTime();
      if (connection.isLeaving()) {
        Channels.close(connection.channel());
      }
    }
  }

  void writeHead(int id, HttpResponse head) {
    var ctx = context();
    var _ = encoder().writeHeaders(ctx, id, Http2Head.response(head), 0, false, ctx.newPromise());
  }

  /** Takes over the data; done when it is on its way to the client. */
  Future<?> write(int id, ByteBuf data, boolean end) {
    var ctx = context();
    return encoder().writeData(ctx, id, data, 0, end, ctx.newPromise());
  }

  void flush() {
    flush(context());
  }

  /** Bytes of a body that waited are taken. */
  void taken(int id, int bytes) {
    Optional.ofNullable(connection().stream(id))
        .ifPresent(
            stream -> {
              try {
                connection().local().flowController().consumeBytes(stream, bytes);
              } catch (Http2Exception e) {
                onError(context(), true, e);
              }
            });
    flush();
  }

  /** The answer is complete before its request: what still comes is not wanted. */
  void refuseRest(int id) {
    reset(id, Http2Error.NO_ERROR);
  }

  void reset(int id) {
    reset(id, Http2Error.INTERNAL_ERROR);
  }

  private void reset(int id, Http2Error reason) {
    var ctx = context();
    var _ = resetStream(ctx, id, reason.code(), ctx.newPromise());
    flush();
  }

  @Override
  public void leave() {
    var ctx = context();
    int last = connection().remote().lastStreamCreated();
    var _ = goAway(ctx, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
    flush();
    if (streams.isEmpty()) {
      Channels.close(connection.channel());
    }
  }

  @Override
  public void look(long now) {
    List.copyOf(streams.values()).forEach(stream -> stream.look(now));
    var most = served ? Limits.IDLE : connection.gate().arrival();
    if (streams.isEmpty() && now - since > most.toNanos()) {
      Channels.close(connection.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    closed = true;
    super.channelInactive(ctx);
    List.copyOf(streams.values()).forEach(RequestStream::closed);
    connection.gone();
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception http2) {
    if (http2 == null) {
      Failures.look(cause);
    }
    connection.figures().refused("http2-connection-error");
    super.onConnectionError(ctx, outbound, cause, http2);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Failures.look(cause);
      connection.cut(true);
    }
  }
}
