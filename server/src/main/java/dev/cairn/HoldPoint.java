package dev.cairn;

import dev.cairn.operation.CrashPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a test {@code kill -9} the server at an exact instruction: at the step and moment named by
 * {@code CAIRN_HOLD_AT=<step>:<moment>} it writes the file {@code held} into the home and stands
 * still until it is killed. Without that variable nothing ever happens.
 */
record HoldPoint(String at, Path marker) implements CrashPoint {

  static CrashPoint of(Map<String, String> environment, Path home) {
    var at = environment.get("CAIRN_HOLD_AT");
    return at == null ? CrashPoint.NONE : new HoldPoint(at, home.resolve("held"));
  }

  @Override
  public void reached(String step, Moment moment) {
    if (!at.equals(step + ":" + moment.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
      return;
    }
    try {
      Files.writeString(marker, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park(this);
    }
  }
}
