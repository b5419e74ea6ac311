package dev.cairn.web;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * HTTP whose heads have a bound on what they become: each field and each cookie takes a hundred
 * bytes and more, however short it is. One too many is answered with 431 before the head's end,
 * which may never come.
 */
final class BoundedHeads extends HttpConnectionFactory {
  /** Of a request, with those behind its body; a browser sends about twenty. */
  static final int MOST_FIELDS = 100;

  static final int MOST_COOKIES = 100;

  BoundedHeads(HttpConfiguration http) {
    super(http);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new Bounded(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  private static final class Bounded extends HttpConnection {
    Bounded(HttpConfiguration http, Connector connector, EndPoint endPoint) {
      super(http, connector, endPoint);
    }

    /** Called while this is being made. */
    @Override
    protected RequestHandler newRequestHandler() {
      return new Counting();
    }

    private final class Counting extends RequestHandler {
      private int fields;
      private long cookies;

      @Override
      public void startRequest(String method, String uri, HttpVersion version) {
        fields = 0;
        cookies = 0;
        super.startRequest(method, uri, version);
      }

      @Override
      public void parsedHeader(HttpField field) {
        count();
        if (field.getHeader() == HttpHeader.COOKIE) {
          countCookies(field.getValue());
        }
        super.parsedHeader(field);
      }

      @Override
      public void parsedTrailer(HttpField field) {
        count();
        super.parsedTrailer(field);
      }

      private void count() {
        fields++;
        refuseMore(fields, MOST_FIELDS, "fields");
      }

      private void countCookies(@Nullable String text) {
        if (text != null) {
          cookies += 1 + text.chars().filter(each -> each == ';').count();
          refuseMore(cookies, MOST_COOKIES, "cookies");
        }
      }

      private static void refuseMore(long found, int most, String what) {
        if (found > most) {
          throw new HttpException.RuntimeException(
              HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "More than " + most + " " + what);
        }
      }
    }
  }
}
