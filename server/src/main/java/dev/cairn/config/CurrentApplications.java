package dev.cairn.config;

import dev.cairn.config.Config.Applications;
import dev.cairn.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How applications are reached, as {@code config.yaml} has it now: another domain is no reason to
 * stop what is served under the others.
 */
public final class CurrentApplications implements Supplier<Applications> {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentApplications.class);

  private final Path home;
  private Optional<FileTime> read;
  private Applications applications;

  public CurrentApplications(Config config) {
    this.home = config.home();
    this.read = changed();
    this.applications = config.applications();
  }

  /** What was there last where the file cannot be used; the log says why. */
  @Override
  public synchronized Applications get() {
    var now = changed();
    if (!now.equals(read)) {
      read = now;
      try {
        applications =
            new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load().applications();
        LOG.info("Applications are reached as {}", applications);
      } catch (ProblemException e) {
        LOG.warn(
            "applications stays {}: {} {}",
            applications,
            e.problem().message(),
            e.problem().violations());
      }
    }
    return applications;
  }

  private Optional<FileTime> changed() {
    try {
      return Optional.of(Files.getLastModifiedTime(home.resolve("config.yaml")));
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
