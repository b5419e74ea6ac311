package dev.cairn.provider.local.instance;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes data the user's whose engine uses them, where they are another's: of a Cairn before, or of
 * another machine. That one may be at work in them. While nothing serves them.
 */
record DataOwner(Processes processes, Disk disk) {
  private static final Logger LOG = LoggerFactory.getLogger(DataOwner.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Cairn's state by a copy, for whoever had the data may hold their files open, and write to them
   * whoever's they are by now. Data of others, which may be large, where they lie; chown(1) follows
   * no link, and comes to the top last.
   */
  void ensure(InstanceFiles files) {
    if (!Files.isDirectory(files.data()) || Trees.isOf(files.data(), files.user())) {
      Trees.delete(before(files));
      return;
    }
    LOG.info("Giving {} to {}", files.data(), files.user().orElse(""));
    if (files.isState()) {
      replace(files);
    } else {
      give(files.data(), files.user().orElse(""));
    }
  }

  /** Puts back what was renamed by a Cairn that was killed in the moment after. */
  void recover(InstanceFiles files) {
    if (!Files.isDirectory(files.data()) && Files.isDirectory(before(files))) {
      move(before(files), files.data());
    }
  }

  private static Path before(InstanceFiles files) {
    return files.directory().resolve("data.before");
  }

  private void replace(InstanceFiles files) {
    var copy = files.directory().resolve("data.copy");
    Trees.delete(copy);
    Trees.delete(before(files));
    Trees.copy(files.data(), copy, files.user());
    disk.sync(copy);
    move(files.data(), before(files));
    move(copy, files.data());
    StateFile.sync(files.directory());
    Trees.delete(before(files));
  }

  private void give(Path tree, String user) {
    var outcome =
        processes.run(
            Command.of("chown", "-R", "-P", "-h", "--", user + ":" + user, tree.toString())
                .within(PATIENCE));
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "file-unusable",
              "Could not give " + tree + " to " + user + ": " + Sentence.ended(outcome.lastLine()),
              "Do it by hand: chown -R -h " + user + ":" + user + " " + tree)
          .toException();
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StateFile.failure("rename", from, e);
    }
  }
}
