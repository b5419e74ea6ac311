package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
  private static final int MIB = 1024 * 1024;

  @TempDir private Path directory;
  private final Processes processes = new Processes();

  @Test
  void theServersLogIsItsOwnAndBounded() throws IOException {
    var log = directory.resolve("server.log");
    try (var out = Files.newOutputStream(log)) {
      var line = "what strangers asked for\n".repeat(MIB / 25).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 40; i++) {
        out.write(line);
      }
    }
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));

    try (var kept = new ServerLog(processes, log)) {
      kept.start();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
          .isEqualTo("rw-------");
      kept.look();
    }

    // One that can give back nothing of a file has its newest part put aside: together.
    assertThat(kibibytes()).isBetween(8 * 1024L, 33 * 1024L);
  }

  private long kibibytes() {
    var said = processes.run(Command.of(List.of("du", "-sk", directory.toString()))).output();
    return Long.parseLong(said.split("\\s", 2)[0]);
  }
}
