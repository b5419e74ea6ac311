package dev.cairn.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.concurrent.Future;

/**
 * Who sent a request and takes its answer: a connection, or one stream of it. Only used on its
 * loop.
 */
interface Caller {
  Worker worker();

  /** The whole connection. */
  Channel channel();

  /** Address that it comes from. */
  String peer();

  /** Whether it was shown a certificate for that host, where it is to be shown one. */
  boolean isFor(String host);

  String scheme();

  Figures figures();

  /** Whether it is to bring no further request. */
  boolean isLeaving();

  /** Whether more of the request's body is wanted. */
  void wantsMore(boolean more);

  void write(HttpObject part);

  void flush();

  /** Writes the end of the answer; done when the client has taken all of it. */
  Future<?> end();

  /** Whether it takes more just now. */
  boolean isWritable();

  /** Bytes that wait for it to read them. */
  long pending();

  /**
   * That exchange is over.
   *
   * @param stays whether the connection can bring another
   */
  void answered(Exchange over, boolean stays);

  /**
   * Ends the answer in its midst.
   *
   * @param byReset where an end alone would look like that of an answer
   */
  void cut(boolean byReset);

  /** It speaks something else than HTTP from here on. */
  void switched();
}
