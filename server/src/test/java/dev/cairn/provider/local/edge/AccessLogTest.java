package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.LogSource;
import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final String LINE = "{\"path\":\"/\",\"status\":200}\n";

  @TempDir private Path run;
  private final Processes processes = new Processes();
  private LogSource log = LogSource.of(Path.of("/"));
  private Path file = Path.of("/");

  @BeforeEach
  void find() throws IOException {
    log = new AccessLog(run, StageRef.parse("notes/dev"));
    file = Files.createDirectories(run.resolve("access/notes")).resolve("dev.log");
  }

  private static String text(LogSource source) throws IOException {
    try (var in = source.open()) {
      var bytes = ByteBuffer.allocate((int) in.size());
      in.read(bytes);
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatTheEdgeWroteIsReadAndWhatItWasBefore() throws IOException {
    assertThat(log.look()).isEmpty();
    assertThatThrownBy(log::open).isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, LINE);
    Files.writeString(run.resolve("access/notes/dev.log.1"), "former\n");

    assertThat(log.look().orElseThrow().size()).isEqualTo(LINE.length());
    assertThat(text(log)).isEqualTo(LINE);
    assertThat(text(log.former())).isEqualTo("former\n");
  }

  @Test
  void itGoesWithItsApplicationAndNoOthers() throws IOException {
    var other = Files.writeString(run.resolve("access/notes/prod.log"), LINE);
    Files.writeString(file, LINE);
    Files.writeString(run.resolve("access/notes/dev.log.1"), LINE);
    for (int times = 0; times < 2; times++) {
      new AccessLog(run, StageRef.parse("notes/dev")).discard();
      new AccessLog(run, StageRef.parse("shop/dev")).discard();
    }
    assertThat(file.getParent()).isDirectoryContaining(other::equals);
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(other);
    }
  }

  @Test
  void beforeTheFirstRequestThereIsNone() throws IOException {
    assertThat(new AccessLog(run, StageRef.parse("shop/dev")).look()).isEmpty();
  }

  /** Whoever has the edge's user would read what root reads. */
  @Test
  void nobodyIsLedElsewhere() throws IOException {
    var secret = Files.writeString(run.resolve("secret"), "of root's");
    Files.createSymbolicLink(file, secret);
    assertThat(log.look()).isEmpty();
    assertThatThrownBy(log::open).isInstanceOf(NoSuchFileException.class);

    Files.delete(file);
    Files.delete(file.getParent());
    Files.createDirectories(run.resolve("elsewhere/notes"));
    Files.writeString(run.resolve("elsewhere/notes/dev.log"), "of root's");
    Files.createSymbolicLink(file.getParent(), run.resolve("elsewhere/notes"));
    assertThat(log.look()).isEmpty();
    assertThatThrownBy(log::open).isInstanceOf(FileSystemException.class);
  }

  @Test
  void aFileOfSomebodyElsesIsNotReadByWhateverName() throws IOException {
    assumeTrue(Processes.isRoot(), "only root has files of others");
    var secret = Files.writeString(run.resolve("secret"), "of somebody else's");
    Files.setOwner(
        secret,
        run.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    Files.createLink(file, secret);
    assertThat(log.look()).isEmpty();
    assertThatThrownBy(log::open).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aPipeKeepsNobodyWaiting() throws IOException {
    processes.run(Command.of("mkfifo", file.toString()));
    assertThat(log.look()).isEmpty();
    assertThatThrownBy(log::open).isInstanceOf(NoSuchFileException.class);
  }
}
