package dev.cairn.provider.local.files;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Removes trees in which another user than Cairn may be at work, however deep they are: by programs
 * that go through them by handles, follow no link and do not wait for pipes. The directory that
 * holds a tree is Cairn's own.
 */
public record Removal(Processes processes) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What is closed to its own owner, as Go's module cache is, must be opened first. */
  private static final String AS_OWNER =
      "rm -rf -- \"$1\" 2>/dev/null || { chmod -R u+rwX -- \"$1\"; rm -rf -- \"$1\"; }";

  /** Nothing there is fine. */
  public void remove(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var path = tree.toString();
    var outcome =
        processes.run(
            Processes.isRoot()
                ? Command.of("rm", "-rf", "--", path).within(PATIENCE)
                : Command.of("/bin/sh", "-c", AS_OWNER, "sh", path).within(PATIENCE));
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "not-removed",
              "Could not remove " + tree + ": " + Sentence.ended(outcome.lastLine()),
              "Remove it with: rm -rf " + tree)
          .toException();
    }
  }
}
