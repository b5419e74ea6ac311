package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real work trees of Git. */
class SourceTreeTest {
  private final Processes processes = new Processes();
  private final SourceTree tree = new SourceTree(processes);
  @TempDir Path directory;

  @BeforeEach
  void fill() {
    sh("git init -q . && echo code >a && echo more >b");
  }

  private void sh(String script) {
    var outcome = processes.run(Command.of("sh", "-c", script).in(directory));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
  }

  @Test
  void warningOfGitTakesNoFileAway() {
    sh("ln -s .gitignore .gitignore");
    assertThat(tree.files(directory))
        .containsExactly(Path.of(".gitignore"), Path.of("a"), Path.of("b"));
  }

  @Test
  void nameThatCannotBeReadIsRefusedAndNotLeftOut() {
    sh("echo x >\"$(printf 'c\\377d')\"");
    assertThatThrownBy(() -> tree.files(directory)).hasMessageContaining("source-name-unreadable");
  }

  @Test
  void settingsOfTheDirectoryRunNoProgram() {
    var ran = directory.resolve("ran");
    sh("printf '#!/bin/sh\\ntouch " + ran + "\\n' >a && chmod +x a");
    sh("git config core.fsmonitor " + directory.resolve("a"));
    assertThat(tree.files(directory)).containsExactly(Path.of("a"), Path.of("b"));
    assertThat(Files.exists(ran)).isFalse();
  }

  /** Who may deploy is no admin by that. */
  @Test
  void homeOfACairnIsNoSource() throws IOException {
    var home = Files.createDirectories(directory.resolve("around/home"));
    Files.writeString(home.resolve("master.key"), "key");
    Files.writeString(home.resolve("installation.id"), "id");
    Files.writeString(Files.createDirectories(home.resolve("tls/more")).resolve("ca.key"), "key");
    Files.createSymbolicLink(directory.resolve("link"), home);
    for (var source : List.of("around", "around/home", "around/home/tls/more", "link")) {
      var to = Files.createTempDirectory(directory, "copy");
      assertThatThrownBy(() -> tree.copy(directory.resolve(source), to))
          .hasMessageContaining("source-is-cairns");
      assertThatThrownBy(() -> new SourceFiles(processes).list(directory.resolve(source)))
          .hasMessageContaining("source-is-cairns");
      assertThat(to).isEmptyDirectory();
    }
  }
}
