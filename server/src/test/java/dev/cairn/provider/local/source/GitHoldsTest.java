package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHoldsTest {
  @TempDir Path repository;

  private final Processes processes = new Processes();

  private void git(String... arguments) {
    var argv = new ArrayList<>(List.of("git", "-C", repository.toString()));
    argv.addAll(List.of("-c", "user.name=anna", "-c", "user.email=anna@example.com"));
    argv.addAll(List.of(arguments));
    assertThat(processes.run(Command.of(argv)).succeeded()).isTrue();
  }

  @Test
  void aFileIsLookedForInTheStateThatWillBeBuilt() throws Exception {
    git("init", "-q", "-b", "main");
    Files.writeString(repository.resolve("serve"), "");
    git("add", ".");
    git("commit", "-q", "-m", "One");
    git("switch", "-q", "-c", "fix/#42");
    Files.createDirectories(repository.resolve("apps/web"));
    Files.writeString(repository.resolve("apps/web/Dockerfile"), "FROM scratch");
    git("add", ".");
    git("commit", "-q", "-m", "Two");

    var git = new Git(processes);
    assertThat(git.holds(Source.Git.of(repository + "#main"), "apps/web/Dockerfile")).isFalse();
    assertThat(git.holds(Source.Git.of(repository + "#main"), "./serve")).isTrue();
    var fix = Source.Git.of(repository + "#fix/#42");
    assertThat(git.holds(fix, "apps/web/Dockerfile")).isTrue();
    assertThat(git.holds(fix, "Dockerfile")).isFalse();
    var commit = new Source.Git(repository.toString(), git.commit(fix));
    assertThat(git.holds(commit, "apps/web/Dockerfile")).isTrue();
  }
}
