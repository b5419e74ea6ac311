package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Holding what does not hold still. */
class HeldTest {
  private final Processes processes = new Processes();

  @Test
  void oneWhoseChildrenComeAndGoIsHeldWhole() throws Exception {
    var script = "for i in 1 2 3 4; do (while :; do sleep 0.002; done) & done; wait";
    var started = new ProcessBuilder("sh", "-c", "while :; do sleep 0.001; done & " + script);
    var process = started.start();
    try {
      var parent = processes.find(process.pid()).orElseThrow();
      for (int i = 0; i < 20; i++) {
        Held.holdWhole(parent);
        var held = Children.of(parent);
        assertThat(held.keySet()).allMatch(it -> processes.isStopped(it) || !processes.isAlive(it));
        Held.release(parent);
        held.keySet().forEach(Held::release);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void oneThatIsGoneIsNotHeld() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    var identity = processes.find(process.pid()).orElseThrow();
    process.destroyForcibly().waitFor();
    assertThatThrownBy(() -> Held.hold(identity)).isInstanceOf(AssertionError.class);
    Held.release(identity);
  }
}
