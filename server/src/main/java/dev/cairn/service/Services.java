package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.StageRef;
import dev.cairn.operation.Operation;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Use cases of applications. */
public final class Services {

  public Optional<Service> find(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  public Service get(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  /** Records how the application is built and run; the next deploy uses it. */
  public Service configure(Actor actor, StageRef stage, ServiceSpec spec) {
    throw new UnsupportedOperationException();
  }

  /** Whether a deploy would change anything: source, specification or variables differ. */
  public boolean isUpToDate(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  public Operation deploy(
      Actor actor, StageRef stage, Optional<Source> source, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** To a release, or to the one before the live one. Its code, with today's variables. */
  public Operation rollback(
      Actor actor, StageRef stage, Optional<Integer> release, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** Stops the application and forgets it, so that its stage can be deleted. */
  public Operation remove(Actor actor, StageRef stage) {
    throw new UnsupportedOperationException();
  }

  /** Newest first. */
  public List<Release> listReleases(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  /** Output of the live release, or of the newest where none is live. */
  public Path logFile(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  /** Output of a release's build. */
  public Path buildLog(StageRef stage, int release) {
    throw new UnsupportedOperationException();
  }
}
