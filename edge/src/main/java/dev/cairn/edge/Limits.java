package dev.cairn.edge;

import java.time.Duration;

/** How much, how many and how long. */
final class Limits {
  /** A connection on which nothing moved for so long is closed, WebSockets and streams too. */
  static final Duration IDLE = Duration.ofMinutes(5);

  /** For so long a request waits for an application that accepts no connection. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static final Duration CONNECT = Duration.ofSeconds(2);

  /** Below what common servers allow an idle connection (Node.js 5 s), less their own word. */
  static final Duration KEEP_UPSTREAM = Duration.ofSeconds(4);

  /** Of an upstream's, by each loop. */
  static final int KEPT_UPSTREAM = 256;

  /** Of clients, at all gates together; what these need fits into the heap of edge-loop.sh. */
  static final int CLIENT_CONNECTIONS = 4000;

  static final int CONNECTIONS_OF_A_STAGE = 2000;

  /**
   * At the shared addresses, beside those: what waits there gives way, and what is served has a
   * place among requests, so that no stage's clients ever fill these.
   */
  static final int SHARED_CONNECTIONS = 3000;

  /** Of an address that is not on this machine, where those in front of the edge are. */
  static final int CONNECTIONS_OF_A_CLIENT = 500;

  /** Of these, how many may have brought no request, or no further one. */
  static final int WAITING_CONNECTIONS = 500;

  /** For the head of a request to arrive. */
  static final Duration ARRIVAL = Duration.ofSeconds(20);

  /** Of requests on one connection of HTTP/2. */
  static final int STREAMS = 100;

  /** Bytes of a body that may wait in a stream of HTTP/2. */
  static final int STREAM_WINDOW = 64 * 1024 - 1;

  /** Frames of HTTP/2 that bring nothing, and resets, in {@link #FRAMES_SECONDS}. */
  static final int IDLE_FRAMES = 200;

  static final int FRAMES_SECONDS = 30;

  /** Requests that are served at a time: of all stages, and of one. */
  static final int REQUESTS = 1000;

  static final int REQUESTS_OF_A_STAGE = 500;
  static final int REQUESTS_OF_A_CLIENT = 250;

  /** WebSockets and their like. */
  static final int UPGRADED = 1000;

  static final int UPGRADED_OF_A_STAGE = 400;

  /**
   * At the edge's own page, which the server asks, and any process of this machine can: more than
   * anybody opens between a connection of the edge's own and its request. Their heads are small.
   */
  static final int STATUS_CONNECTIONS = 1000;

  static final int STATUS_HEADERS = 4 * 1024;
  static final int STATUS_FIELDS = 50;

  /** Of a head, and of a trailer: browsers send thirty, applications some hundred cookies. */
  static final int FIELDS = 200;

  /** After so long a body must have come on by then, or it is cut off. */
  static final Duration BODY_GRACE = Duration.ofSeconds(30);

  /** In each such time a client takes {@link #SLOWEST} of what waits for it, or is cut off. */
  static final Duration ANSWER_GRACE = Duration.ofSeconds(60);

  /** Bytes a second below which a body, or the taking of one, is not meant. */
  static final long SLOWEST = 64;

  /** For so long what a client still sends is read, and thrown away, behind its last answer. */
  static final Duration LINGER = Duration.ofSeconds(30);

  /** Bytes that may wait in a connection for whoever reads slowly. */
  static final int QUEUE = 32 * 1024;

  /** Bytes that are read from a connection at a time, at most. */
  static final int RECEIVE = 32 * 1024;

  /** Of small chunks that pass on as one. */
  static final int CHUNK = 16 * 1024;

  static final int HEADERS = 64 * 1024;
  static final int FIRST_LINE = 16 * 1024;
  static final int BACKLOG = 1024;

  /** Bytes of a stage's requests, written down, and as many of those before. */
  static final long ACCESS_LOG = 5L << 20;

  private Limits() {}
}
