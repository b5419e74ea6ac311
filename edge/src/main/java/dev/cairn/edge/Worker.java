package dev.cairn.edge;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One event loop, with the connections that it serves: a client's and those to applications for it
 * are all on one, so that nothing here needs a lock. Once a second it looks after what is overdue,
 * while there is anything.
 */
final class Worker {
  private static final long LOOK_SECONDS = 1;

  /** Something with an end that nobody else may bring. */
  interface Overdue {
    /**
     * Ends what is overdue.
     *
     * @param now of {@link System#nanoTime()}
     */
    void look(long now);
  }

  private final EventLoop loop;
  private final Crowd crowd;
  private final Crowd atStatus;
  private final Upstreams upstreams;
  private final Set<Overdue> watched = new HashSet<>();
  private boolean looking;

  Worker(EventLoop loop, int ofWorkers) {
    this.loop = loop;
    this.crowd = new Crowd(Limits.WAITING_CONNECTIONS / ofWorkers);
    this.atStatus = new Crowd(Limits.STATUS_CONNECTIONS / ofWorkers);
    this.upstreams = new Upstreams(this);
  }

  EventLoop loop() {
    return loop;
  }

  Crowd crowd() {
    return crowd;
  }

  /** Those at the edge's own page, who keep nobody else out. */
  Crowd atStatus() {
    return atStatus;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  void watch(Overdue overdue) {
    watched.add(overdue);
    if (!looking) {
      looking = true;
      lookLater();
    }
  }

  void forget(Overdue overdue) {
    watched.remove(overdue);
  }

  private void lookLater() {
    var _ = loop.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    for (var overdue : new ArrayList<>(watched)) {
      overdue.look(now);
    }
    looking = !watched.isEmpty();
    if (looking) {
      lookLater();
    }
  }
}
