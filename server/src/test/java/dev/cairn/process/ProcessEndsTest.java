package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProcessEndsTest {
  private final Processes processes = new Processes();
  private final ProcessEnds ends = new ProcessEnds(processes);
  private final CountDownLatch told = new CountDownLatch(1);

  private boolean isTold() throws InterruptedException {
    return told.await(30, TimeUnit.SECONDS);
  }

  @Test
  void killedChildIsToldOf() throws Exception {
    var child = new ProcessBuilder("sleep", "600").start();
    ends.tell(processes.find(child.pid()).orElseThrow(), told::countDown);
    assertThat(told.getCount()).isOne();

    child.destroyForcibly();
    assertThat(isTold()).isTrue();
  }

  /** As engines are after a restart of Cairn. */
  @Test
  void processThatIsNobodysChildHereIsToldOf() throws Exception {
    var stranger = processes.find(orphan()).orElseThrow();
    ends.tell(stranger, told::countDown);

    processes.signal(stranger, Signal.KILL);
    assertThat(isTold()).isTrue();
  }

  @Test
  void oneThatIsGoneAlreadyIsToldOf() throws Exception {
    var child = new ProcessBuilder("sleep", "600").start();
    var identity = processes.find(child.pid()).orElseThrow();
    child.destroyForcibly().waitFor();

    ends.tell(identity, told::countDown);
    assertThat(isTold()).isTrue();
  }

  @Test
  void eachListenerIsCalledOnceHoweverOftenItAsked() throws Exception {
    var child = new ProcessBuilder("sleep", "600").start();
    var identity = processes.find(child.pid()).orElseThrow();
    var calls = new AtomicInteger();
    Runnable counting = calls::incrementAndGet;
    ends.tell(identity, counting);
    ends.tell(identity, counting);
    ends.tell(identity, told::countDown);

    child.destroyForcibly();
    assertThat(isTold()).isTrue();
    var others = new CountDownLatch(1);
    ends.tell(identity, others::countDown);
    assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(calls).hasValueLessThan(2);
  }

  private static long orphan() throws IOException {
    var shell = new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!").start();
    try (var said = shell.getInputStream()) {
      return Long.parseLong(new String(said.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }
}
