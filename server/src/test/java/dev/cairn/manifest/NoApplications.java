package dev.cairn.manifest;

import dev.cairn.core.StageRef;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A place where applications could run, and none does. */
public final class NoApplications implements ApplicationProvider {
  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String fingerprint(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    return source.toString();
  }

  @Override
  public boolean holdsApplication(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    return true;
  }

  @Override
  public List<String> withoutEffect(ReleaseInstance.Limits limits) {
    return List.of();
  }

  @Override
  public Progress build(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    return Progress.ready();
  }

  @Override
  public Progress runOnce(ReleaseInstance release, String command, Path log, Duration timeout) {
    return Progress.ready();
  }

  @Override
  public Progress start(ReleaseInstance release) {
    return Progress.ready();
  }

  @Override
  public ObservedRelease observe(String releaseId) {
    return new ObservedRelease(ObservedRelease.State.MISSING, Optional.empty(), 0, "");
  }

  @Override
  public Optional<List<InetSocketAddress>> listeners(String releaseId) {
    return Optional.empty();
  }

  @Override
  public Progress stop(String releaseId, Duration grace) {
    return Progress.ready();
  }

  @Override
  public Progress remove(String releaseId) {
    return Progress.ready();
  }

  @Override
  public Progress forget(String releaseId) {
    return Progress.ready();
  }

  @Override
  public Progress removeStage(StageRef stage) {
    return Progress.ready();
  }

  @Override
  public Path logFile(String releaseId) {
    return Path.of("/nowhere");
  }
}
