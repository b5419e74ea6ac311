package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.local.source.SourceFiles;
import dev.cairn.provider.local.source.SourceTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the author of an application may put into its directory. */
@Timeout(60)
class BuildContextWallsTest {
  private final Processes processes = new Processes();
  private final SourceFiles files = new SourceFiles(processes);
  @TempDir Path directory;
  private Path source = Path.of("/");

  @BeforeEach
  void prepare() throws IOException {
    source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("Dockerfile"), "FROM scratch\nCOPY . /\n");
  }

  private BuildContext context() {
    return BuildContext.of(files, source, Build.NONE);
  }

  private void sh(String script) {
    var outcome = processes.run(Command.of("sh", "-c", script).in(source));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
  }

  @Test
  void terabyteOfNothingIsNeitherReadNorCopied() throws IOException {
    try (var file = new RandomAccessFile(source.resolve("big").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    var context = context();
    assertThatThrownBy(context::fingerprint).hasMessageContaining("are 1048576 MiB");
    assertThatThrownBy(() -> new SourceTree(processes).digest(source))
        .hasMessageContaining("source-too-large");
    Files.writeString(source.resolve(".dockerignore"), "big\n");
    assertThat(context().fingerprint()).startsWith("sha256:");
  }

  @Test
  void filesThatSteerTheBuildAreTextOfAMebibyteAtMost() throws IOException {
    for (var name : new String[] {".dockerignore", "Dockerfile"}) {
      var file = source.resolve(name);
      Files.writeString(file, "# nothing\n".repeat(200_000));
      assertThatThrownBy(this::context)
          .hasMessageContaining(name)
          .hasMessageContaining("is larger than");
      Files.delete(file);
      Files.writeString(source.resolve("Dockerfile"), "FROM scratch\n");
    }
  }

  /** Whoever opened one of these would wait for a writer who never comes. */
  @Test
  void pipesAndDirectoriesInTheirPlaceAreNotOpened() throws IOException {
    sh("mkfifo .dockerignore pipe Dockerfile.dockerignore");
    assertThat(context().fingerprint()).startsWith("sha256:");
    sh("rm .dockerignore && mkdir .dockerignore");
    assertThat(context().fingerprint()).startsWith("sha256:");
    sh("rm Dockerfile && mkfifo Dockerfile");
    assertThatThrownBy(this::context).hasMessageContaining("There is no Dockerfile");
  }

  @Test
  void namesWithLinesAndLinksAndDotsAreNamesInTheDirectory() throws IOException {
    sh("touch -- '-I sh' 'a\nb' '..c' '--checkpoint-action=exec=touch bad' && ln -s / root");
    var archive = directory.resolve("archive");
    files.pack(source, context().names(IgnoreRules.Depth.EVERYWHERE), archive);
    var listed = processes.run(Command.of("tar", "-t", "-f", archive.toString())).output();
    assertThat(listed.lines())
        .containsExactlyInAnyOrder(
            "Dockerfile", "-I sh", "a\\nb", "..c", "--checkpoint-action=exec=touch bad", "root");
    assertThat(source.resolve("bad")).doesNotExist();
  }

  /** The engine's command opens the Dockerfile as root, and prints the line that is none. */
  @Test
  void dockerfileThatBecomesALinkAfterItWasReadIsBuiltAsItWasRead() throws IOException {
    assumeTrue(Processes.isRoot(), "only root reads as somebody else");
    var secret = Files.writeString(directory.resolve("secret"), "only root's");
    sh("chown -R 4242:4242 . && chmod 755 . '" + directory + "' && chmod 600 '" + secret + "'");
    var context = context();
    assertThat(context.isForeign()).isTrue();
    sh("ln -sf '" + secret + "' Dockerfile");
    var scratch = Files.createDirectory(directory.resolve("scratch"));
    var own = context.readable(scratch);
    var given = own.aside(scratch.resolve("dockerfile"), own.text().text());
    assertThat(given).isRegularFile().content().isEqualTo("FROM scratch\nCOPY . /\n");
    assertThat(Files.isSymbolicLink(given)).isFalse();
  }
}
