package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.process.Command;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.Attacker;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.OpenDirectory;
import dev.cairn.provider.local.files.Trees;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data directories, with whoever got out of an engine at work in them as the engines' user. */
class TreesUnderAttackTest {
  private static final Optional<String> ENGINES = Optional.of(SystemUsers.ENGINES);

  /** What is quick must be done often to meet him in the act. */
  private static final int OFTEN = 500;

  private final Processes processes = new Processes();
  @TempDir Path directory;

  private Attacker attacker() throws Exception {
    return Attacker.in(directory, SystemUsers.ENGINES);
  }

  @Test
  void nothingOfRootsIsDeletedWithADatabase() throws Exception {
    try (var attacker = attacker()) {
      attacker.swapsLinksDuring(() -> Trees.delete(attacker.tree()));
    }
  }

  @Test
  void nothingOfRootsIsCopiedOrGivenAwayWithABackup() throws Exception {
    try (var attacker = attacker()) {
      var copy = directory.resolve("copy");
      attacker.swapsLinksDuring(
          () -> {
            try {
              Trees.copy(attacker.tree(), copy, ENGINES);
            } finally {
              if (Files.exists(copy)) {
                attacker.stoleNothingTo(copy);
              }
              Trees.delete(copy);
            }
          });
    }
  }

  @Test
  void nothingOfRootsIsMeasuredReadOrWritten() throws Exception {
    try (var attacker = attacker()) {
      var file = attacker.tree().resolve("file");
      attacker.swapsLinksDuring(
          () -> {
            for (int time = 0; time < OFTEN; time++) {
              assertThat(Trees.size(attacker.tree())).isLessThan(Bytes.ofKib(64));
              InstanceFiles.writeIfDifferent(file, "of Cairn " + time, Optional.empty());
              try (var open = OpenDirectory.of(attacker.tree())) {
                assertThat(open.text(Path.of("file")).orElse("")).doesNotContain("only root's");
              }
            }
            Trees.sync(attacker.tree());
          });
    }
  }

  /** As data of the engines' user become the state's at an upgrade, and others' the engines'. */
  @Test
  void nothingOfRootsIsGivenAwayWithData() throws Exception {
    try (var attacker = attacker()) {
      var owner = new DataOwner(processes, new Disk(processes));
      attacker.swapsLinksDuring(
          () -> {
            for (var id : List.of("cairn-state", "shop-dev")) {
              var files = InstanceFiles.of(directory, id);
              // He may have been at work in the last one when it was to go.
              Trees.delete(files.directory());
              Files.createDirectories(files.directory());
              if (Files.isDirectory(attacker.tree())) {
                Files.move(attacker.tree(), files.data());
                try {
                  owner.ensure(files);
                } finally {
                  attacker.stoleNothingTo(files.directory());
                  Trees.delete(files.directory());
                }
              }
            }
          });
    }
  }

  /** Root would wait for ever for somebody to write into one that it opens as a file. */
  @Test
  void pipesMakeNobodyWait() throws Exception {
    try (var attacker = attacker()) {
      var copy = directory.resolve("copy");
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () ->
              attacker.swapsPipesDuring(
                  () -> {
                    for (int time = 0; time < OFTEN; time++) {
                      var unusedSize = Trees.size(attacker.tree());
                      try (var open = OpenDirectory.of(attacker.tree())) {
                        var unusedText = open.text(Path.of("file"));
                      }
                    }
                    try {
                      Trees.sync(attacker.tree());
                      Trees.copy(attacker.tree(), copy, ENGINES);
                    } finally {
                      Trees.delete(copy);
                    }
                    Trees.delete(attacker.tree());
                  }));
    }
  }

  /** Of a file that somebody holds open, a new owner changes nothing for him. */
  @Test
  void whoHadTheStateBeforeDoesNotWriteToItAfterwards() throws Exception {
    try (var attacker = attacker()) {
      var files = InstanceFiles.of(directory, "cairn-state");
      Files.createDirectories(files.data());
      var file = Files.writeString(files.data().resolve("file"), "state");
      var chown = Command.of("chown", "-R", SystemUsers.ENGINES, files.data().toString());
      assertThat(processes.run(chown).succeeded()).isTrue();
      var shared = attacker.tree();
      Files.createDirectory(shared);
      Trees.give(shared, ENGINES);
      var script =
          "exec 3>>data/file; : >$0/open; until [ -e $0/go ]; do sleep 0.05; done; echo forged >&3; : >$0/done";
      var holder =
          processes.start(
              new Launch(
                  List.of("/bin/sh", "-c", "cd .. && " + script, shared.toString()),
                  files.data(),
                  Map.of(),
                  directory.resolve("output"),
                  ENGINES));
      await(shared.resolve("open"));

      new DataOwner(processes, new Disk(processes)).ensure(files);

      Files.createFile(shared.resolve("go"));
      await(shared.resolve("done"));
      processes.terminate(holder, Duration.ZERO);
      assertThat(file).hasContent("state");
      assertThat(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)).hasToString(SystemUsers.STATE);
      assertThat(files.directory()).isDirectoryNotContaining("glob:**data.*");
    }
  }

  private static void await(Path file) {
    ReadyWait.upTo(Duration.ofSeconds(20)).until(file + " to be there", () -> Files.exists(file));
  }
}
