package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code rootonly/private} is closed to everybody but Cairn; {@code open} is where somebody else
 * works, in {@code open/mine}, and {@code open/shared} is Cairn's own.
 */
abstract class GitWalls {
  static final String PRIVATE = "rootonly/private";

  final Processes processes = new Processes();
  final Git git = new Git(processes);
  @TempDir Path temporary;
  Path directory = Path.of("/");
  private int checkouts;

  @BeforeEach
  void fill() throws IOException {
    directory = temporary.toRealPath();
    sh(
        "chmod go+rx . && mkdir -m 700 rootonly && mkdir -p open/mine open/shared",
        repository(PRIVATE, "secret"),
        repository("open/shared/app", "app"),
        repository("open/mine/app", "app"));
  }

  private static String repository(String path, String content) {
    return "git init -q -b main %1$s && cd %1$s && echo %2$s >%2$s && git add . && git commit -qm 1"
        .formatted(path, content);
  }

  String sh(String... scripts) {
    var said = "";
    for (var script : scripts) {
      var outcome =
          processes.run(
              Command.of(
                      "bash",
                      "-c",
                      "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a"
                          + " GIT_COMMITTER_EMAIL=a@b; "
                          + script)
                  .in(directory));
      assertThat(outcome.succeeded()).as(script + ": " + outcome.output()).isTrue();
      said = outcome.output().strip();
    }
    return said;
  }

  Path fetch(String url, String ref) throws IOException {
    var to = Files.createDirectory(directory.resolve("checkout" + ++checkouts));
    git.checkout(new Source.Git(url, ref), to, directory.resolve("log"), () -> false);
    return to;
  }

  void assertNothingRead() {
    var checkout = fetched();
    assertThat(sh("grep -rls -e '^secret$' " + checkout + " || true")).isEmpty();
    assertThat(checkout.resolve("secret")).doesNotExist();
    assertThat(sh("git -C " + checkout + " log --all --format=%H | head -n 1"))
        .isNotEqualTo(secret());
  }

  /** The commit. */
  String secret() {
    return sh("git -C " + PRIVATE + " rev-parse HEAD");
  }

  static void asRoot() {
    assumeTrue(Processes.isRoot(), "who is not root reads as himself");
  }

  void chown(String path) {
    if (Processes.isRoot()) {
      sh("chown -hR nobody " + path);
    }
  }

  /** What was fetched last, or was to be. */
  Path fetched() {
    return directory.resolve("checkout" + checkouts);
  }
}
