package dev.cairn.edge;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nobody expected. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * Ends the process where it has no memory, for nothing else is right then: what is kept outside
   * of the heap tells the JVM nothing, and the edge's loop starts another within a second.
   */
  static void look(Throwable cause) {
    for (var each = cause; each != null; each = each.getCause()) {
      if (each instanceof VirtualMachineError) {
        Runtime.getRuntime().halt(SelfCheck.HANGS);
      }
    }
    if (!(cause instanceof IOException) && !isOfThePeer(cause)) {
      log.error("Unexpected", cause);
    }
  }

  /** What the library makes of bytes that are not what they should be. */
  private static boolean isOfThePeer(Throwable cause) {
    return cause instanceof DecoderException
        && (cause.getCause() == null || cause.getCause() instanceof IOException);
  }
}
