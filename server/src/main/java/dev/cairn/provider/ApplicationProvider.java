package dev.cairn.provider;

import dev.cairn.core.StageRef;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A place where applications run, as containers or as processes. Looks, then does the least; every
 * verb may be called again.
 */
public interface ApplicationProvider {

  /** Whether this provider can run here at all; the reason where it cannot. */
  Optional<String> unavailable();

  /**
   * Tells one state of a source from another: a digest of the files, a commit, an image's id. The
   * same as long as a build would meet the same code.
   *
   * @param build of which only directory and Dockerfile count
   */
  String fingerprint(ReleaseInstance.Source source, ReleaseInstance.Build build);

  /**
   * Whether the source holds what this provider makes a release of. May look into a repository.
   *
   * @param build of which only directory and Dockerfile count
   */
  boolean holdsApplication(ReleaseInstance.Source source, ReleaseInstance.Build build);

  /** What of the limits has no effect here, in sentences. */
  List<String> withoutEffect(ReleaseInstance.Limits limits);

  /**
   * Makes the release runnable: an image, or a directory with the built code. Output goes to {@code
   * log}.
   */
  Progress build(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled);

  /** Runs a command with the release's code and variables, to its end: the release command. */
  Progress runOnce(ReleaseInstance release, String command, Path log, Duration timeout);

  /** Starts the release where it does not run; does not wait for its health. */
  Progress start(ReleaseInstance release);

  ObservedRelease observe(String releaseId);

  /** What it listens on inside of where it runs; empty where that cannot be seen. */
  Optional<List<InetSocketAddress>> listeners(String releaseId);

  /** Asks it to stop, and after {@code grace} makes it. Ready where it is gone. */
  Progress stop(String releaseId, Duration grace);

  /** Stops it and removes what it took: container, image or directory. Logs stay. */
  Progress remove(String releaseId);

  /** As {@link #remove}, and its output goes too: it was no release of the stage's. */
  Progress forget(String releaseId);

  /** Removes what a stage whose releases are gone had besides them. */
  Progress removeStage(StageRef stage);

  /** Its output, newest last. */
  Path logFile(String releaseId);
}
