package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
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

/** What runs applications, until it is stopped or uninstalled. */
final class EngineThatGoes implements ApplicationProvider {
  private final ApplicationProvider real;
  private volatile boolean away;

  EngineThatGoes(ApplicationProvider real) {
    this.real = real;
  }

  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  private ApplicationProvider real() {
    if (away) {
      throw gone();
    }
    return real;
  }

  private static ProblemException gone() {
    return Problem.unavailable("no-container-engine", "It is away.", "Start it.").toException();
  }

  @Override
  public Optional<String> unavailable() {
    return away ? Optional.of("it is away") : real.unavailable();
  }

  @Override
  public String fingerprint(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    return real().fingerprint(source, build);
  }

  @Override
  public boolean holdsApplication(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    return real().holdsApplication(source, build);
  }

  @Override
  public List<String> withoutEffect(ReleaseInstance.Limits limits) {
    return real().withoutEffect(limits);
  }

  @Override
  public Progress build(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    return real().build(release, log, progress, cancelled);
  }

  @Override
  public Progress runOnce(ReleaseInstance release, String command, Path log, Duration timeout) {
    return real().runOnce(release, command, log, timeout);
  }

  @Override
  public Progress start(ReleaseInstance release) {
    return real().start(release);
  }

  @Override
  public ObservedRelease observe(String releaseId) {
    return real().observe(releaseId);
  }

  @Override
  public Optional<List<InetSocketAddress>> listeners(String releaseId) {
    return real().listeners(releaseId);
  }

  @Override
  public Progress stop(String releaseId, Duration grace) {
    return real().stop(releaseId, grace);
  }

  @Override
  public Progress remove(String releaseId) {
    return real().remove(releaseId);
  }

  @Override
  public Progress forget(String releaseId) {
    return real().forget(releaseId);
  }

  @Override
  public Progress removeStage(StageRef stage) {
    return real().removeStage(stage);
  }

  @Override
  public Path logFile(String releaseId) {
    return real().logFile(releaseId);
  }
}
