package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process appends while its log is kept short. */
class LogBoundTest {
  private static final Bytes MOST = Bytes.ofMib(1);

  private final Processes processes = new Processes();
  @TempDir Path directory;

  private long taken(Path log) {
    var said = processes.run(Command.of("du", "-k", log.toString())).lastLine();
    return Long.parseLong(said.split("\\t", 2)[0]) * 1024;
  }

  @Test
  void noLineOfTheNewestIsLostWhileAProcessWritesAsFastAsItCan() throws Exception {
    var log = directory.resolve("output.log");
    var bound = new LogBound(processes, MOST);
    var writer =
        new ProcessBuilder("/bin/sh", "-c", "seq 10000000 14000000 >> " + log).inheritIO().start();
    while (writer.isAlive()) {
      bound.apply(log);
    }
    bound.apply(log);

    assertThat(taken(log)).isLessThanOrEqualTo(2 * MOST.value() + 64 * 1024);
    var lines = end(log, (int) MOST.value() / 2).lines().skip(1).map(Integer::parseInt).toList();
    assertThat(lines.getLast()).isEqualTo(14_000_000);
    assertThat(lines).isEqualTo(consecutive(lines.getFirst(), lines.size()));
    assertThat(Files.exists(directory.resolve("output.log.1"))).isFalse();
  }

  private static List<Integer> consecutive(int first, int size) {
    return java.util.stream.IntStream.range(first, first + size).boxed().toList();
  }

  private static String end(Path log, int size) throws Exception {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var bytes = new byte[size];
      file.seek(file.length() - size);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Test
  void shortLogAndOneThatIsNotThereAreLeftAlone() throws Exception {
    var log = directory.resolve("output.log");
    var bound = new LogBound(processes, MOST);
    bound.apply(log);
    assertThat(directory).isEmptyDirectory();
    Files.writeString(log, "short\n");
    bound.apply(log);
    assertThat(log).hasContent("short\n");
    assertThat(Files.exists(directory.resolve("output.log.begin"))).isFalse();
  }
}
