package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspendedTest {
  private final Processes processes = new Processes();
  @TempDir Path directory;

  private ProcessIdentity start(String script) {
    var argv = List.of("sh", "-c", script);
    return processes.start(
        new Launch(argv, directory, Map.of(), directory.resolve("log"), Optional.empty()));
  }

  @Test
  void serverWhoseChildrenComeAndGoIsStoppedWhole() {
    var server = start("while :; do sleep 0.01 & sleep 60 & wait $!; done");
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("its children", () -> !Children.of(server).isEmpty());
    var busy = start("while :; do sleep 0.001; done");
    for (var one : List.of(server, busy)) {
      var whole = Suspended.stopWhole(one);
      assertThat(whole).contains(one);
      var left = Children.of(one).keySet().stream().filter(processes::isAlive);
      assertThat(whole).containsAll(left.toList());
      whole.forEach(Suspended::goOn);
      processes.terminate(one, Duration.ZERO);
      whole.forEach(Suspended::goOn);
      assertThatThrownBy(() -> Suspended.stopWhole(one)).isInstanceOf(AssertionError.class);
    }
  }
}
