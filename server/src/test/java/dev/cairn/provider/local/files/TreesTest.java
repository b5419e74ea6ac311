package dev.cairn.provider.local.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of whoever is at work in them at the same moment, and means harm. */
class TreesTest {
  private static final long LONG_ENOUGH = Duration.ofSeconds(2).toNanos();

  private final AtomicInteger swaps = new AtomicInteger();
  @TempDir Path directory;
  private Path victim = Path.of("");
  private Path tree = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    victim = Files.createDirectory(directory.resolve("victim"));
    Files.writeString(victim.resolve("secret"), "root's");
    tree = directory.resolve(Trees.GONE + "tree");
  }

  private void fill() throws IOException {
    Files.createDirectories(tree.resolve("inner"));
    Files.writeString(tree.resolve("inner/file"), "data");
  }

  /** Has a link in the place of a directory of the tree, and the directory, again and again. */
  private void attackedDuring(Work work) throws Exception {
    var isOver = new AtomicBoolean();
    var attacker = Thread.ofPlatform().start(() -> swap(isOver));
    try {
      for (long end = System.nanoTime() + LONG_ENOUGH; System.nanoTime() < end; ) {
        try {
          fill();
          work.run();
        } catch (IOException swappedMeanwhile) {
          continue;
        } catch (ProblemException refused) {
          // It is no more than that.
          assertThat(refused.problem().code()).isIn("file-unusable", "not-removed");
        }
        assertThat(victim.resolve("secret")).hasContent("root's");
      }
    } finally {
      isOver.set(true);
      attacker.join();
    }
    assertThat(swaps.get()).as("attempts").isGreaterThan(100);
  }

  private interface Work {
    void run() throws IOException;
  }

  private void swap(AtomicBoolean isOver) {
    var inner = tree.resolve("inner").toFile();
    var away = directory.resolve("away").toFile();
    while (!isOver.get()) {
      if (inner.isDirectory() && inner.renameTo(away)) {
        try {
          Files.createSymbolicLink(inner.toPath(), victim);
          swaps.incrementAndGet();
          Files.delete(inner.toPath());
        } catch (IOException removedMeanwhile) {
          Thread.onSpinWait();
        }
        if (!away.renameTo(inner)) {
          new Processes().run(Command.of("rm", "-rf", away.toString()));
        }
      }
    }
  }

  @Test
  void linkInThePlaceOfADirectoryHasNothingDeletedElsewhere() throws Exception {
    attackedDuring(() -> Trees.delete(tree));
  }

  @Test
  void linkInThePlaceOfADirectoryHasNothingCopiedFromElsewhere() throws Exception {
    var copy = directory.resolve("copy");
    attackedDuring(
        () -> {
          try {
            Trees.copy(tree, copy, Optional.empty());
            if (Files.isDirectory(copy.resolve("inner"), LinkOption.NOFOLLOW_LINKS)) {
              assertThat(copy.resolve("inner/secret")).doesNotExist();
            }
          } finally {
            Trees.delete(copy);
          }
        });
  }

  @Test
  void copyHasWhatTheTreeHasAndIsItsUsers() throws Exception {
    fill();
    Files.createSymbolicLink(tree.resolve("inner/link"), victim.resolve("secret"));
    Files.write(tree.resolve("large"), new byte[3 * 1024 * 1024 + 7]);
    Files.setPosixFilePermissions(
        tree.resolve("inner"), PosixFilePermissions.fromString("rwxr-x---"));
    var user = Processes.isRoot() ? Optional.of("daemon") : Optional.<String>empty();
    var copy = directory.resolve("copy");
    Trees.copy(tree, copy, user);
    assertThat(copy.resolve("inner/file")).hasContent("data");
    assertThat(Files.readSymbolicLink(copy.resolve("inner/link")))
        .isEqualTo(victim.resolve("secret"));
    assertThat(copy.resolve("large")).hasSameBinaryContentAs(tree.resolve("large"));
    assertThat(Files.getPosixFilePermissions(copy.resolve("inner")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    if (user.isPresent()) {
      for (var each : new String[] {"", "inner", "inner/file", "inner/link", "large"}) {
        assertThat(Files.getOwner(copy.resolve(each), LinkOption.NOFOLLOW_LINKS))
            .as(each)
            .hasToString("daemon");
      }
      assertThat(Files.getOwner(victim.resolve("secret"))).hasToString("root");
    }
  }

  @Test
  void whatALinkLeadsToIsNoneOfATreesSize() throws Exception {
    fill();
    Files.write(victim.resolve("large"), new byte[1024 * 1024]);
    Files.createSymbolicLink(tree.resolve("to"), victim);
    assertThat(Trees.size(tree)).isLessThan(new Bytes(1024));
    Trees.sync(tree);
    Trees.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(victim.resolve("large")).exists();
  }

  /** Paths in it are far longer than a system call takes. */
  @Test
  void treeWithoutABottomIsRemovedAndNeitherCopiedNorFollowed() throws Exception {
    for (var name : List.of("n".repeat(255), "d")) {
      Files.createDirectory(tree);
      var script = "for (1..3000) { mkdir($ARGV[0]) && chdir($ARGV[0]) or die $! }";
      var made = new Processes().run(Command.of("perl", "-e", script, name).in(tree));
      assertThat(made.succeeded()).as(made.output()).isTrue();
      Files.writeString(tree.resolve("file"), "data");

      assertThat(Trees.size(tree)).isEqualTo(new Bytes(4));
      var copy = directory.resolve("copy");
      assertThatThrownBy(() -> Trees.copy(tree, copy, Optional.empty()))
          .hasMessageContaining("file-unusable");
      Trees.delete(copy);
      Trees.delete(tree);
      assertThat(tree).doesNotExist();
    }
  }

  @Test
  void whatIsClosedToItsOwnerIsRemovedToo() throws Exception {
    fill();
    Files.setPosixFilePermissions(tree.resolve("inner"), Set.of());
    assertThat(Trees.size(tree)).isLessThanOrEqualTo(new Bytes(4));
    Trees.delete(tree);
    assertThat(tree).doesNotExist();
  }

  /** As an engine's user may have in its data directory. */
  @Test
  void settingsAreWrittenInThePlaceOfALinkNotThroughIt() throws Exception {
    fill();
    var file = tree.resolve("pg_hba.conf");
    Files.createSymbolicLink(file, victim.resolve("secret"));
    assertThat(InstanceFiles.writeIfDifferent(file, "root's", Optional.empty())).isTrue();
    assertThat(InstanceFiles.writeIfDifferent(file, "root's", Optional.empty())).isFalse();
    assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(tree).isDirectoryNotContaining("glob:**.new");
  }

  /** As a server's is: what it deletes while it is copied belongs to no copy. */
  @Test
  void treeInUseIsCopiedWithoutWhatVanishesOrDoesNotCount() throws Exception {
    fill();
    Files.writeString(tree.resolve("inner/unwanted"), "data");
    Files.writeString(tree.resolve("vanishing"), "data");
    Files.createSymbolicLink(tree.resolve("link"), victim);
    var bytes = new AtomicLong();
    var inUse =
        new TreeInUse() {
          @Override
          public boolean counts(Path path) {
            if (path.equals(Path.of("vanishing"))) {
              Trees.delete(tree.resolve(path));
            }
            return !path.equals(Path.of("inner/unwanted"));
          }

          @Override
          public void copied(long some) {
            bytes.addAndGet(some);
          }

          @Override
          public void complete(OpenDirectory from, Path copy) throws IOException {
            assertThat(from.text(Path.of("absent"))).isEmpty();
            Files.writeString(copy.resolve("last"), "data");
          }
        };
    var copy = directory.resolve("copy");
    Trees.copyInUse(tree, copy, Optional.empty(), inUse);
    try (var all = Files.walk(copy)) {
      assertThat(all.map(it -> copy.relativize(it).toString()))
          .containsExactlyInAnyOrder("", "inner", "inner/file", "last");
    }
    assertThat(bytes).hasValue(4);
  }
}
