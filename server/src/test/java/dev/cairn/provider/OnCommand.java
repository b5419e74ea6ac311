package dev.cairn.provider;

import dev.cairn.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** How a fake is told beforehand to fail, hang, be slow or die, and what it was asked for. */
public abstract class OnCommand {
  private static final Duration SOON = Duration.ofMillis(10);

  private final List<String> calls = new ArrayList<>();
  private final BlockingQueue<Progress> answers = new LinkedBlockingQueue<>();
  private Optional<CountDownLatch> gate = Optional.empty();
  private int deathAt;
  private boolean deathComesAfter;
  private Supplier<Error> death = Error::new;

  /** The next changing calls answer this, one each, and do nothing. */
  public void answerNext(Progress... next) {
    answers.addAll(List.of(next));
  }

  /** The next changing call fails for good. */
  public void failNext(String code) {
    answerNext(new Progress.Failed(Problem.failed(code, "It failed on command.", "Try again.")));
  }

  /** The next changing calls say that they are not done yet. */
  public void beSlow(int times) {
    for (int i = 0; i < times; i++) {
      answerNext(new Progress.InProgress("slow on command", SOON));
    }
  }

  /** Changing calls block from now on, until {@link #resume}. */
  public synchronized void hang() {
    gate = Optional.of(new CountDownLatch(1));
  }

  public synchronized void resume() {
    gate.ifPresent(CountDownLatch::countDown);
    gate = Optional.empty();
  }

  /** Changing calls so far, for example {@code ensure notes-dev-postgres-abcd}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Who makes that call of {@code ensure} from now dies with that, before or after its effect. */
  public void dieAt(int call, boolean after, Supplier<Error> with) {
    deathAt = call;
    deathComesAfter = after;
    death = with;
  }

  /** What that call shall answer in place of doing it; waits where calls hang. */
  final Optional<Progress> commanded(String call) {
    Optional<CountDownLatch> closed;
    synchronized (this) {
      calls.add(call);
      closed = gate;
    }
    closed.ifPresent(OnCommand::await);
    return Optional.ofNullable(answers.poll());
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  final Progress dyingOnCommand(Supplier<Progress> effect) {
    boolean dies = deathAt > 0 && --deathAt == 0;
    if (dies && !deathComesAfter) {
      throw death.get();
    }
    var done = effect.get();
    if (dies) {
      throw death.get();
    }
    return done;
  }

  final void forgetAnswers() {
    answers.clear();
  }
}
