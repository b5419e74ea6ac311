package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ProblemException;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Attacker;
import dev.cairn.provider.local.source.SourceFiles.Recipient;
import dev.cairn.provider.local.source.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases and homes of a stage, with its application at work in them as the stage's user. */
class StageTreesUnderAttackTest {
  private static final String STAGE = "daemon";

  /** Has what writes the archive of his files hand him the archive, and writes it himself. */
  private static final String WRITE_THE_ARCHIVE =
      """
      use POSIX (); $| = 1;
      alarm 60;
      open(my $evil, '<:raw', $ARGV[0]) or die $!;
      my $text = do { local $/; <$evil> };
      print "ready\n";
      my $count = 0;
      $SIG{TERM} = sub { print $count; exit 0 };
      while (1) {
        for my $proc (glob('/proc/[0-9]*')) {
          my ($pid) = $proc =~ /([0-9]+)$/;
          open(my $comm, '<', "$proc/comm") or next;
          next if <$comm> ne "tar\n" or (stat($proc))[4] != $>;
          next if (readlink("$proc/fd/1") // '') !~ /[.]tar$/;
          my $pidfd = syscall(434, $pid + 0, 0);
          my $out = syscall(438, $pidfd, 1, 0);
          POSIX::close($pidfd);
          next if $out < 0;
          1 while kill(0, $pid);
          for (1 .. 200) {
            POSIX::lseek($out, 0, 0);
            POSIX::write($out, $text, length($text)) and $count++;
          }
          POSIX::close($out);
        }
      }
      """;

  private final Processes processes = new Processes();
  private final OwnedTrees trees = new OwnedTrees(processes);
  @TempDir Path directory;

  private Attacker attacker() throws Exception {
    return Attacker.in(directory, STAGE);
  }

  /** As a home at the end of its stage, and a release when it is pruned. */
  @Test
  void nothingOfRootsIsDeletedWithAReleaseOrAHome() throws Exception {
    try (var attacker = attacker()) {
      attacker.swapsLinksDuring(() -> trees.delete(attacker.tree()));
    }
  }

  /** His own directory is the source of what is deployed. */
  @Test
  void nothingOfRootsIsCopiedIntoARelease() throws Exception {
    try (var attacker = attacker()) {
      var fresh = directory.resolve("src.new");
      attacker.swapsLinksDuring(
          () -> {
            Files.createDirectory(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
              trees.giveAway(fresh, Optional.of(STAGE));
              new SourceTree(processes).copy(attacker.tree(), fresh, recipient(Optional.of(STAGE)));
            } finally {
              attacker.stoleNothingTo(fresh);
              trees.delete(fresh);
            }
          });
    }
  }

  /** He is in it the moment that it is his. */
  @Test
  void nothingOfRootsIsGivenAwayWithARelease() throws Exception {
    try (var attacker = attacker()) {
      attacker.swapsLinksDuring(
          () -> {
            trees.delete(attacker.tree());
            Files.createDirectory(
                attacker.tree(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(attacker.tree().resolve("inner/below"));
            Files.writeString(attacker.tree().resolve("inner/below/secret"), "data");
            Files.writeString(attacker.tree().resolve("file"), "data");
            trees.giveAway(attacker.tree(), Optional.of(STAGE));
            assertThat(Files.getOwner(attacker.tree())).hasToString(STAGE);
          });
    }
  }

  /** As the code of a Cairn before becomes the stage's. */
  @Test
  void nothingOfRootsIsTakenOverFromAnotherUser() throws Exception {
    try (var attacker = attacker()) {
      attacker.swapsLinksDuring(
          () -> {
            try {
              trees.takeOver(attacker.tree(), Optional.of("nobody"));
            } finally {
              for (var name : new String[] {"tree", "tree.copy", "tree.before"}) {
                var left = directory.resolve(name);
                if (Files.exists(left)) {
                  attacker.stoleNothingTo(left);
                }
                trees.delete(left);
              }
            }
          });
    }
  }

  /** An application may write to the next release from the one that is removed, and wait there. */
  @Test
  void pipesMakeNobodyWait() throws Exception {
    try (var attacker = attacker()) {
      attacker.swapsPipesDuring(
          () -> {
            var outcome = processes.run(Command.of("test", "-d", attacker.tree().toString()));
            assertThat(outcome.succeeded()).isTrue();
            trees.delete(attacker.tree());
          });
    }
  }

  /** He owns what is read, and so the process that reads it. */
  @Test
  void archiveThatASourcesOwnerWritesMakesNothingOfRoots() throws Exception {
    try (var _ = attacker()) {
      sh(
          "mkdir -p evil/open && chmod 0777 evil evil/open && mknod -m 0666 evil/open/device c 1 3",
          "tar -c --format=gnu -f evil.tar -C evil . && chmod 0644 evil.tar",
          "mkdir tree && (cd tree && seq 500 | xargs touch) && chown -R " + STAGE + " tree");
      var perl =
          new ProcessBuilder(
                  List.of(
                      "setpriv",
                      "--reuid=" + STAGE,
                      "--regid=" + STAGE,
                      "--clear-groups",
                      "--",
                      "perl",
                      "-e",
                      WRITE_THE_ARCHIVE,
                      directory.resolve("evil.tar").toString()))
              .redirectErrorStream(true)
              .start();
      var said = perl.inputReader();
      assertThat(said.readLine()).isEqualTo("ready");
      try {
        for (var user : List.of(Optional.of(STAGE), Optional.<String>empty())) {
          for (int i = 0; i < 10; i++) {
            unpackWhatHeWrote(user);
          }
        }
      } finally {
        perl.toHandle().destroy();
      }
      assertThat(said.readLine()).as("attempts").matches("[0-9]{3,}");
    }
  }

  private static Recipient recipient(Optional<String> user) {
    return new Recipient(user, Optional.empty());
  }

  private void unpackWhatHeWrote(Optional<String> user) throws Exception {
    var fresh = directory.resolve("src.new");
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    trees.giveAway(fresh, user);
    try {
      new SourceTree(processes).copy(directory.resolve("tree"), fresh, recipient(user));
    } catch (ProblemException refused) {
      assertThat(refused.problem().code()).isEqualTo("source-unreadable");
    }
    assertThat(sh("find src.new -type c -o -type b")).isEmpty();
    assertThat(user.isPresent() && !sh("find src.new -user root").isEmpty()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwx------");
    trees.delete(fresh);
  }

  private String sh(String... lines) {
    var script = String.join(" && ", lines);
    var outcome = processes.run(Command.of("/bin/sh", "-c", script).in(directory));
    assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    return outcome.output();
  }
}
