package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  private static PeriodicTask task(Runnable work) {
    return new PeriodicTask(
        Thread.ofVirtual(),
        "It could not be done",
        (what, cause) -> {},
        Duration.ofMillis(1),
        work);
  }

  @Test
  void oneThatBreaksIsDoneAgain() throws Exception {
    var times = new CountDownLatch(3);
    try (var task =
        task(
            () -> {
              times.countDown();
              throw new IllegalStateException("broken");
            })) {
      task.start(Duration.ZERO);

      assertThat(times.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aReasonCutsThePauseShort() throws Exception {
    var times = new CountDownLatch(2);
    try (var task =
        new PeriodicTask(
            Thread.ofPlatform(),
            "It could not be done",
            (what, cause) -> {},
            Duration.ofDays(1),
            times::countDown)) {
      task.start(Duration.ofDays(1));
      while (!times.await(1, TimeUnit.MILLISECONDS)) {
        task.now();
      }
      assertThat(times.getCount()).isZero();
    }
  }

  @Test
  void eachSaysHowLongThePauseAfterItIs() throws Exception {
    var times = new CountDownLatch(3);
    try (var task =
        new PeriodicTask(
            Thread.ofVirtual(),
            "It could not be done",
            (what, cause) -> {},
            Duration.ofDays(1),
            () -> {
              times.countDown();
              return Duration.ofMillis(1);
            })) {
      task.start(Duration.ZERO);

      assertThat(times.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatWasClosedBeforeItsStartIsNeverDone() {
    var done = new AtomicBoolean();
    var task = task(() -> done.set(true));
    task.close();
    task.start(Duration.ZERO);
    task.now();

    assertThat(task.isClosed()).isTrue();
    assertThat(done).isFalse();
  }

  @Test
  void itsEndAwaitsTheOneUnderWay() throws Exception {
    var begun = new CountDownLatch(1);
    var over = new AtomicBoolean();
    var task =
        task(
            () -> {
              begun.countDown();
              for (int i = 0; i < 20; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)); // at once, interrupted
                Thread.onSpinWait();
              }
              assertThat(Thread.interrupted()).isTrue();
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
              over.set(true);
            });
    task.start(Duration.ZERO);
    begun.await();
    task.close();

    assertThat(task.isClosed()).isTrue();
    assertThat(over).isTrue();
    task.close();
  }
}
