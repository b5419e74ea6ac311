package dev.cairn.engine.postgres;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a data directory says of itself in {@code global/pg_control}; pg_control.h, in 14 to 18 the
 * same as far as it is read here.
 *
 * @param system what its data and all copies of them are known by
 * @param stopped whether its server, as a primary, wrote down all it had before it ended
 */
public record PostgresControl(long system, boolean stopped) {
  /** Bytes of its beginning that are read. */
  public static final int LENGTH = 40;

  private static final int STATE = 16;

  /** Of DBState. */
  private static final int SHUT_DOWN = 1;

  /** Empty where it is shorter. */
  public static Optional<PostgresControl> of(ByteBuffer bytes) {
    if (bytes.limit() < LENGTH) {
      return Optional.empty();
    }
    var control = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(new PostgresControl(control.getLong(0), control.getInt(STATE) == SHUT_DOWN));
  }
}
