package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.MarkedProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed Cairn's leftovers are found by their mark. */
class MySqlTemplateTest {
  private final Processes processes = new Processes();

  @TempDir private Path directory;

  @AfterEach
  void clear() {
    Trees.delete(directory.resolve("engines"));
  }

  @Test
  void mysqldThatInitializesIsMarkedWithWhereItWorks() throws Exception {
    var engines = directory.resolve("engines");
    var template = new MySqlTemplate(engines, processes, new Disk(processes));
    var bin = MarkedProgram.in(directory, "mysqld");
    assertThatThrownBy(() -> template.ensure("8.0", bin, line -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("marked " + engines.resolve("mysql/8.0/template.partial"));
  }
}
