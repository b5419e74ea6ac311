package dev.cairn.edge;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Bounds the fields of heads and trailers, which take a hundred times the bytes that a bound on
 * their length sees. They are counted by the decoder as they arrive, so that none is kept beyond;
 * the library has no such bound, so its decoders are replaced, on connections that were not used.
 */
final class Fields {
  private Fields() {}

  /**
   * Of each request of a client, in head and trailer together: one with more is answered with 431,
   * or its connection closed where it has begun.
   */
  static void bound(HttpConnection client, HttpServerOptions options, int most) {
    ((HttpServerConnection) client)
        .channelHandlerContext()
        .pipeline()
        .replace(HttpRequestDecoder.class, "httpDecoder", new Requests(options, most));
  }

  /**
   * Of an application's answers, in head and trailer each: the connection ends at one with more.
   */
  static void bound(HttpConnection application, HttpClientOptions options, int most) {
    var config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(options.getMaxInitialLineLength())
            .setMaxHeaderSize(options.getMaxHeaderSize())
            .setMaxChunkSize(options.getMaxChunkSize())
            .setInitialBufferSize(options.getDecoderInitialBufferSize())
            .setHeadersFactory(new Bounded(DefaultHttpHeadersFactory.headersFactory(), most))
            .setTrailersFactory(new Bounded(DefaultHttpHeadersFactory.trailersFactory(), most));
    ((HttpClientConnectionInternal) application)
        .channelHandlerContext()
        .pipeline()
        .replace(HttpClientCodec.class, "codec", new HttpClientCodec(config, false, false));
  }

  private static TooLongHttpHeaderException tooMany(int most) {
    return new TooLongHttpHeaderException("more than " + most + " fields");
  }

  private static final class Requests extends VertxHttpRequestDecoder {
    private final int most;
    private int fields;

    Requests(HttpServerOptions options, int most) {
      super(options);
      this.most = most;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
      fields = 0;
      return super.createMessage(initialLine);
    }

    /** Called once for each field, of a head or a trailer. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
      if (++fields > most) {
        throw tooMany(most);
      }
      return super.splitHeaderName(line, start, length);
    }
  }

  private record Bounded(DefaultHttpHeadersFactory kind, int most) implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new Answered(kind, most);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return newHeaders();
    }
  }

  private static final class Answered extends DefaultHttpHeaders {
    private final int most;

    Answered(DefaultHttpHeadersFactory kind, int most) {
      super(kind.getNameValidator(), kind.getValueValidator());
      this.most = most;
    }

    /** What the decoder calls for each field. */
    @Override
    public HttpHeaders add(CharSequence name, Object value) {
      if (size() >= most) {
        throw tooMany(most);
      }
      return super.add(name, value);
    }
  }
}
