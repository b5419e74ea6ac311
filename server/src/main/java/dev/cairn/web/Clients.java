package dev.cairn.web;

import dev.cairn.core.PeriodicTask;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of clients, each of which holds memory: those on which no whole request has
 * arrived yet, those of strangers, those of users. Of the first two, which anybody can open, the
 * one that has lasted longest gives way where there are too many, and none lasts for ever: a client
 * that means it is done in milliseconds, and is never the longest. Of the third each user has a
 * share, and the newest is refused: what a user began is finished.
 */
final class Clients implements Connection.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

  /** What these need at most fits into the heap of jvm.options several times. */
  static final int MOST_UNFINISHED = 400;

  static final int MOST_STRANGERS = 200;

  /** For a request to arrive, its head and then its body; and between two requests. */
  static final Duration ARRIVAL = Duration.ofSeconds(20);

  /** For the answer to a stranger to be read. */
  static final Duration STRANGERS_ANSWER = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration WHILE_NOBODY_IS_HERE = Duration.ofHours(1);

  private final Group unfinished;
  private final Group strangers = new Group(MOST_STRANGERS, STRANGERS_ANSWER);
  private final Shares users = new Shares();
  private final PeriodicTask looking =
      new PeriodicTask(
          Thread.ofPlatform().name("clients").daemon(),
          "Clients that take too long stay",
          LOG::error,
          LOOK,
          this::look);
  private boolean isResting;

  /**
   * @param arrival as {@link #ARRIVAL}
   */
  Clients(Duration arrival) {
    this.unfinished = new Group(MOST_UNFINISHED, arrival);
  }

  /** Connections in the order in which they came, with the moment when. */
  private static final class Group {
    private final int most;
    private final Duration longest;
    private final Map<EndPoint, Long> since = new LinkedHashMap<>();

    Group(int most, Duration longest) {
      this.most = most;
      this.longest = longest;
    }

    /** Takes it in; the answer is who has to give way for it. */
    List<EndPoint> add(EndPoint connection) {
      since.remove(connection);
      since.put(connection, System.nanoTime());
      return since.size() > most ? List.of(since.keySet().iterator().next()) : List.of();
    }

    List<EndPoint> overdue() {
      long latest = System.nanoTime() - longest.toNanos();
      return since.entrySet().stream()
          .takeWhile(each -> each.getValue() < latest)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  void start() {
    looking.start(LOOK);
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) { // then there is one more, above it
      waitFor(connection.getEndPoint());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    forget(connection.getEndPoint());
  }

  /** A request's head is there; its body may take as long again. */
  void headArrived(Context context) {
    waitFor(of(context));
  }

  /** The whole request is there. */
  void serveStranger(Context context) {
    var connection = of(context);
    List<EndPoint> tooMany;
    synchronized (this) {
      unfinished.since.remove(connection);
      tooMany = strangers.add(connection);
    }
    tooMany.forEach(this::end);
    Request.addCompletionListener(core(context), failure -> waitAgain(connection));
  }

  /**
   * A user's request, before its body is read; what it takes of the server is given back when it is
   * answered.
   *
   * @throws RefusedException where this user, or all together, have as much as they may
   */
  void admitUser(Context context, String user, long bytes) {
    if (!users.take(user, bytes)) {
      throw new RefusedException(
          503,
          "too-many-requests",
          "Cairn is at work on as many or as large requests as it takes at a time, of "
              + user
              + " or of all.",
          "Try again in a moment, or end pages and commands that follow something.");
    }
    var connection = of(context);
    Request.addCompletionListener(
        core(context),
        failure -> {
          users.giveBack(user, bytes);
          waitAgain(connection);
        });
  }

  /** The whole request is there. */
  void serveUser(Context context) {
    forget(of(context));
  }

  /** The next request may come, unless this was the last one. */
  private void waitAgain(EndPoint connection) {
    forget(connection);
    if (connection.isOpen()) {
      waitFor(connection);
    }
  }

  private void waitFor(EndPoint connection) {
    List<EndPoint> tooMany;
    synchronized (this) {
      tooMany = unfinished.add(connection);
      if (isResting) {
        isResting = false;
        looking.now();
      }
    }
    tooMany.forEach(this::end);
  }

  private synchronized void forget(EndPoint connection) {
    unfinished.since.remove(connection);
    strangers.since.remove(connection);
  }

  /** The first who comes begins it again. */
  private Duration look() {
    endOverdue();
    synchronized (this) {
      isResting = unfinished.since.isEmpty() && strangers.since.isEmpty();
      return isResting ? WHILE_NOBODY_IS_HERE : LOOK;
    }
  }

  private void endOverdue() {
    var overdue = new ArrayList<EndPoint>();
    synchronized (this) {
      overdue.addAll(unfinished.overdue());
      overdue.addAll(strangers.overdue());
    }
    overdue.forEach(this::end);
  }

  private void end(EndPoint connection) {
    forget(connection);
    connection.close();
  }

  private static EndPoint of(Context context) {
    return core(context).getConnectionMetaData().getConnection().getEndPoint();
  }

  private static Request core(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req());
  }

  @Override
  public void close() {
    looking.close();
  }
}
