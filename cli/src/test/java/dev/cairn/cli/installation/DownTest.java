package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownTest {
  @TempDir private Path directory;

  @Test
  void directoryThatIsNoHomeIsNotPurged() throws IOException, InterruptedException {
    var thesis = Files.writeString(directory.resolve("thesis.txt"), "years of work");

    var outcome = new Command(directory).runWithInput("purge\n", "down", "--purge");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(directory.toString(), "CAIRN_HOME");
    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void homeIsPurgedAlsoWhereItsServerDoesNotStart() throws IOException, InterruptedException {
    var home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("installation.id"), "abcd\n");

    var outcome = new Command(home).runWithInput("purge\n", "down", "--purge");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(home).doesNotExist();
  }
}
