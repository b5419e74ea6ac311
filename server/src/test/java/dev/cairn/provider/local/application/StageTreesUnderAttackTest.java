package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.Attacker;
import dev.cairn.provider.local.source.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases and homes of a stage, with its application at work in them as the stage's user. */
class StageTreesUnderAttackTest {
  private static final String STAGE = "daemon";

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
              new SourceTree(processes).copy(attacker.tree(), fresh);
              trees.giveAway(fresh, Optional.of(STAGE));
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
}
