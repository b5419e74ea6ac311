package dev.cairn.replication.drill;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The application of a stage, a second time, for a drill: theirs to know who runs applications. No
 * request of others reaches it.
 */
public interface DrilledApplication {

  /** What the stage's application runs as, in a word; empty where none is live. */
  Optional<String> runsAs(Database database);

  /**
   * Starts the live release once more, with the stage's variables, where the drill's address stands
   * in place of those of the family. Looks first, and does not wait for its health.
   *
   * @param database whose stage it is
   * @param family databases with the same data: none of them may be written to
   */
  Progress start(
      Database database, List<Database> family, Endpoint drill, Consumer<String> progress);

  /**
   * How it is now.
   *
   * @param runsAs as {@link #runsAs} said before it was started
   * @param since when it was
   */
  Look look(Database database, String runsAs, Instant since);

  /**
   * Nothing of it is left, its output included. Ready where nothing was.
   *
   * @param runsAs as of {@link #look}
   */
  Progress remove(Database database, String runsAs);

  /** What is seen of it. */
  sealed interface Look {
    record Healthy() implements Look {}

    /** Not yet, and there is time. */
    record Waiting(String reason) implements Look {}

    record Ill(Problem problem) implements Look {}
  }
}
