package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.LogSource;
import dev.cairn.web.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path directory;

  private LogTail.Read read(Optional<LogPosition> from) {
    return LogTail.read(Optional.of(LogSource.of(directory.resolve("log"))), from);
  }

  private void append(String text) throws IOException {
    Files.writeString(
        directory.resolve("log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aLogThatWasPutAsideIsReadFromTheBeginningOfTheNext() throws IOException {
    append("old\n");
    var before = read(Optional.empty());
    Files.move(directory.resolve("log"), directory.resolve("log.1"));
    append("new, and longer than what was there\n");

    var after = read(Optional.of(before.position()));

    assertThat(before.text()).isEqualTo("old\n");
    assertThat(after.text()).isEqualTo("new, and longer than what was there\n");
    assertThat(after.restarted()).isTrue();
  }

  @Test
  void aLineWithoutItsEndIsShownAndACharacterIsNeverCut() throws IOException {
    var beginning = read(Optional.empty());
    assertThat(beginning.text()).isEmpty();
    append("prompt> ");
    var first = read(Optional.of(beginning.position()));
    Files.write(directory.resolve("log"), new byte[] {(byte) 0xC3}, StandardOpenOption.APPEND);
    var half = read(Optional.of(first.position()));
    Files.write(directory.resolve("log"), new byte[] {(byte) 0xBC}, StandardOpenOption.APPEND);
    var whole = read(Optional.of(half.position()));

    assertThat(first.text()).isEqualTo("prompt> ");
    assertThat(half.text()).isEmpty();
    assertThat(whole.text()).isEqualTo("ü");
    assertThat(whole.restarted()).isFalse();
  }

  @Test
  void halfACharacterIsNotAskedForAgainAtOnce() throws IOException {
    var beginning = read(Optional.empty());
    Files.write(directory.resolve("log"), new byte[] {'a', (byte) 0xE2});

    var first = read(Optional.of(beginning.position()));
    var half = read(Optional.of(first.position()));

    assertThat(first.text()).isEqualTo("a");
    assertThat(half.text()).isEmpty();
    assertThat(half.position()).isEqualTo(first.position());
    assertThat(half.more()).isFalse();
  }

  @Test
  void muchAtOnceComesInPiecesAndWhatIsTooMuchLeavesAMark() throws IOException {
    append("begun\n");
    var begun = read(Optional.empty());
    append("x".repeat(99).concat("\n").repeat(2_000));
    var all = new StringBuilder();
    var read = read(Optional.of(begun.position()));
    for (all.append(read.text()); read.more(); all.append(read.text())) {
      read = read(Optional.of(read.position()));
    }
    assertThat(all).hasSize(200_000).doesNotContain("left out");

    append("y".repeat(99).concat("\n").repeat(20_000));
    assertThat(read(Optional.of(read.position())).text()).startsWith("… ").contains("left out");
  }

  @Test
  void aPositionIsReadBackAndNonsenseIsNone() throws IOException {
    append("one\n");
    var position = read(Optional.empty()).position();

    assertThat(LogPosition.parse(position.toString())).hasValue(position);
    assertThat(LogPosition.parse("x")).isEmpty();
    assertThat(LogPosition.parse("-4@y")).isEmpty();
    assertThat(LogPosition.parse("99999999999999999999@y")).isEmpty();
  }
}
