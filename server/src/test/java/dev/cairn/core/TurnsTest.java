package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns("work", Problem.unavailable("busy", "Busy.", ""));

  @Test
  void oneIsAtWorkAtATimeOnAThreadOfItsOwnAndNotEndlesslyManyWait() throws Exception {
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var working = new AtomicInteger();
    var refused = new AtomicInteger();
    var all = new ArrayList<Future<Integer>>();
    try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2 * Turns.MOST_WAITING; i++) {
        all.add(
            asking.submit(
                () -> {
                  try {
                    return turns.alone(
                        () -> {
                          assertThat(Thread.currentThread().isVirtual()).isFalse();
                          int together = working.incrementAndGet();
                          begun.countDown();
                          uninterruptibly(release);
                          working.decrementAndGet();
                          return together;
                        });
                  } catch (ProblemException e) {
                    if (refused.incrementAndGet() == Turns.MOST_WAITING / 2) {
                      release.countDown();
                    }
                    return 1;
                  }
                }));
      }
      begun.await();
      for (var each : all) {
        assertThat(each.get()).isEqualTo(1);
      }
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatTheWorkThrowsIsThrownAndTheNextHasItsTurn() {
    assertThatThrownBy(
            () ->
                turns.alone(
                    () -> {
                      throw Problem.notFound("gone", "Gone.", "").toException();
                    }))
        .isInstanceOf(ProblemException.class);
    assertThat(turns.alone(() -> "next")).isEqualTo("next");
  }
}
