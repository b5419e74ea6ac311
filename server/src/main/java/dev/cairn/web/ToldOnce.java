package dev.cairn.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Has a log say the same thing once a minute, and a hundred things at most: whoever sends a request
 * again and again must not write the log full.
 */
public final class ToldOnce {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST = 100;

  private final Map<String, Long> told = new HashMap<>();

  /** Whether it is to be said now. */
  public synchronized boolean isNew(String what) {
    long now = System.nanoTime();
    told.values().removeIf(at -> now - at > PERIOD.toNanos());
    return told.size() < MOST && told.putIfAbsent(what, now) == null;
  }
}
