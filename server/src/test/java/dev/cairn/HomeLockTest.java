package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
  /** Whoever can read a file can hold a shared lock on it, which keeps all others from theirs. */
  private static final String HOLD =
      """
      use Fcntl;
      $| = 1;
      open(my $file, '<', $ARGV[0]) or do { print "refused\\n"; exit };
      fcntl($file, F_SETLK, pack('ssx4qqix4', F_RDLCK, 0, 0, 0, 0)) or die $!;
      print "holds\\n";
      sleep 60;
      """;

  @TempDir Path directory;

  @Test
  void strangerDoesNotKeepTheServerFromItsHome() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var home = Files.createDirectory(directory.resolve("home"));
    // As a Cairn before this one made it.
    var file = Files.createFile(home.resolve("server.lock"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Home.open(home).close();

    var stranger =
        new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                "--",
                "perl",
                "-e",
                HOLD,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(stranger.inputReader().readLine()).isEqualTo("refused");
      Home.open(home).close();
    } finally {
      stranger.destroyForcibly();
    }
  }
}
