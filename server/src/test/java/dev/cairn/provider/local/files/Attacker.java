package dev.cairn.provider.local.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ProblemException;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another user of this machine, at work in a tree of his: has something else in the place of what
 * is in there, and that again, as fast as he can. And what is root's alone, which he is after.
 */
public final class Attacker implements AutoCloseable {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

  /** Stays in the tree wherever it is renamed to, and goes into the next when it is gone. */
  private static final String SWAP =
      """
      use POSIX (); $| = 1;
      alarm 300; # also where whoever started it is gone
      my ($kind, $tree, $aim) = @ARGV;
      my $count = 0;
      $SIG{TERM} = sub { print $count; exit 0 };
      sub put {
        my ($name, $aim) = @_;
        return $kind eq 'link' ? symlink($aim, $name) : POSIX::mkfifo($name, 0666);
      }
      while (1) {
        for (['inner', $aim], ['file', "$aim/secret"]) {
          my ($name, $to) = @$_;
          if (rename($name, "away")) {
            $count++ if put($name, $to);
            unlink($name);
            rename("away", $name);
          } else {
            unlink($name);
            rename("away", $name) or chdir($tree);
          }
        }
      }
      """;

  private final String user;
  private final Path tree;
  private final Path victim;
  private final String untouched;
  private final List<String> doing = new ArrayList<>();

  private Attacker(Path directory, String user) throws IOException {
    this.user = user;
    this.tree = directory.resolve("tree");
    this.victim = directory.resolve("roots");
    Files.createDirectories(victim.resolve("below"));
    Files.writeString(victim.resolve("secret"), "only root's");
    Files.writeString(victim.resolve("below/secret"), "only root's");
    Files.write(victim.resolve("below/large"), new byte[1024 * 1024]);
    run("chmod 0700 roots roots/below && chmod 0600 roots/secret roots/below/*", directory);
    untouched = look();
  }

  /**
   * One who has the tree {@code tree} in a directory that is Cairn's own.
   *
   * @param user made where it is Cairn's
   */
  public static Attacker in(Path directory, String user) throws IOException {
    assumeTrue(Processes.isRoot(), "only root has something to lose");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    new SystemUsers(new Processes()).ensure(directory);
    return new Attacker(directory, user);
  }

  public Path tree() {
    return tree;
  }

  public interface Work {
    void run() throws Exception;
  }

  /** Does it over and over while he swaps directories and files for links to what is root's. */
  public void swapsLinksDuring(Work work) throws Exception {
    swaps("link", work);
  }

  /** The same with pipes, which nobody writes to. */
  public void swapsPipesDuring(Work work) throws Exception {
    swaps("pipe", work);
  }

  private void swaps(String kind, Work work) throws Exception {
    doing.clear();
    doing.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
    doing.addAll(List.of("perl", "-e", SWAP, kind, tree.toString(), victim.toString()));
    lay();
    var perl = new ProcessBuilder(doing).redirectErrorStream(true).start();
    try {
      long end = System.nanoTime() + LONG_ENOUGH.toNanos();
      do {
        lay();
        try {
          work.run();
        } catch (ProblemException refused) {
          assertThat(refused.problem().code())
              .as(refused.getMessage())
              .isIn("file-unusable", "not-removed", "source-unreadable", "copy-failed");
        } catch (NoSuchFileException gone) {
          // between two looks
        } catch (IOException refused) {
          assertThat(refused).hasMessageContaining("symbolic links");
        }
        assertThat(look()).isEqualTo(untouched);
      } while (System.nanoTime() < end);
    } finally {
      // Not destroy() of the process, which closes what it says.
      perl.toHandle().destroy();
      assertThat(perl.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    var said = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).as("attempts").matches("[0-9]{3,}");
    assertThat(look()).isEqualTo(untouched);
  }

  /** Whole and his at once, where there is none. */
  private void lay() throws IOException {
    if (Files.isDirectory(tree)) {
      return;
    }
    run(
        "rm -rf seed && mkdir -p seed/inner/below && echo data >seed/inner/secret && echo data"
            + " >seed/inner/below/secret && echo data >seed/file && chown -R "
            + user
            + ":"
            + user
            + " seed && mv -T seed tree",
        tree.resolveSibling("."));
  }

  /** Whether anything that is only root's is in a directory, where he may still be at work. */
  public void stoleNothingTo(Path directory) {
    var found =
        new Processes()
            .run(Command.of("grep", "-rlFs", "only root's", directory.toString()))
            .output();
    assertThat(found).isEmpty();
  }

  /** Whoever changes owner, mode or content of something, or a name in it, changes its time. */
  private String look() {
    return run("find roots -printf '%p %U:%G %m %s %C@ %n\\n' | sort", tree.resolveSibling("."));
  }

  private static String run(String script, Path in) {
    var outcome = new Processes().run(Command.of("/bin/sh", "-c", script).in(in));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    return outcome.output();
  }

  @Override
  public void close() {
    run("rm -rf tree seed", tree.resolveSibling("."));
  }
}
