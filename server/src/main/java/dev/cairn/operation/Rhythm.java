package dev.cairn.operation;

import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When those look who watch what operations change: when one begins here; shortly after each look
 * while one is at work; else seldom, only for what nobody tells of, such as the work of another
 * server.
 */
public final class Rhythm {
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final Duration CALM = Duration.ofSeconds(30);

  private final OperationStore store;
  private final Signals signals;

  Rhythm(StateDatabase state, Signals signals) {
    this.store = state.store(OperationStore.class);
    this.signals = signals;
  }

  /**
   * Calls {@code listener}, which returns at once, when one was opened here or is taken up again.
   */
  public void onDue(Runnable listener) {
    signals.onDue(listener);
  }

  /**
   * Looks, and says how long to wait before the next look. What ends during a look may not have
   * been seen by it: another comes shortly after.
   *
   * @param look whether nothing was seen that the next one may find changed
   */
  public Duration after(BooleanSupplier look) {
    boolean wasAnyAtWork = store.isAnyAtWork();
    return look.getAsBoolean() && !wasAnyAtWork ? CALM : QUICK;
  }
}
