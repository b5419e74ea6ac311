package dev.cairn;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends one part after the other: one that fails keeps none behind it from ending. What failed is
 * written to a file, for whoever asked: nobody can be answered any more.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final Path report;
  private final List<String> failures = new ArrayList<>();

  /**
   * @param report a line for each failure; empty where all went well
   */
  Ending(Path report) {
    this.report = report;
    StateFile.write(report, "", StateFile.PRIVATE);
  }

  /**
   * @param what in words, for the log: {@code stop databases}
   */
  Ending then(String what, Runnable part) {
    try {
      part.run();
    } catch (ProblemException e) {
      failed(e.problem().message());
      LOG.error("Could not {}: {}", what, e.problem().message());
    } catch (RuntimeException e) {
      failed("Could not " + what + ": " + Sentence.ended(e));
      LOG.error("Could not {}", what, e);
    }
    return this;
  }

  private void failed(String why) {
    failures.add(why.replaceAll("\\R", " "));
    StateFile.write(report, String.join("\n", failures) + "\n", StateFile.PRIVATE);
  }

  /** For the process: 0 where every part has ended. */
  int status() {
    return failures.isEmpty() ? 0 : 1;
  }
}
