package dev.cairn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
  private final Signals signals = new Signals();
  private final UUID id = UUID.randomUUID();
  private final Semaphore told = new Semaphore(0);
  private final AtomicInteger looks = new AtomicInteger();

  /** As while Cairn's own database restarts. */
  @Test
  void whoWatchesIsToldAlsoAfterALookThatFailed() throws Exception {
    try (var _ = signals.watch(id, this::failsOnItsSecondLook, told::release)) {
      signals.changed(id);

      assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoCouldNotBeToldIsToldLater() throws Exception {
    var tries = new AtomicInteger();
    try (var _ =
        signals.watch(
            id,
            () -> 1L,
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not now");
              }
              told.release();
            })) {
      signals.changed(id);

      assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private long failsOnItsSecondLook() {
    if (looks.incrementAndGet() == 2) {
      throw new IllegalStateException("the state is away");
    }
    return 1;
  }
}
