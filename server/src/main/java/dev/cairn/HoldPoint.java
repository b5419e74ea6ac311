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
 * Lets a test {@code kill -9} the server at an exact instruction: at the step and moment that stand
 * in the file named by {@code CAIRN_HOLD_FILE}, as {@code <step>:<moment>}, it writes the file
 * {@code held} into the home and stands still until it is killed. The file may come and go while
 * the server runs. Without that variable nothing ever happens.
 */
record HoldPoint(Path order, Path marker) implements CrashPoint {

  static CrashPoint of(Map<String, String> environment, Path home) {
    var order = environment.get("CAIRN_HOLD_FILE");
    return order == null ? CrashPoint.NONE : new HoldPoint(Path.of(order), home.resolve("held"));
  }

  @Override
  public void reached(String step, Moment moment) {
    var here = step + ":" + moment.name().toLowerCase(Locale.ROOT).replace('_', '-');
    try {
      if (!Files.exists(order) || !Files.readString(order).equals(here)) {
        return;
      }
      Files.writeString(marker, here);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park(this);
    }
  }
}
