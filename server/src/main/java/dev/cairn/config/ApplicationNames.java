package dev.cairn.config;

import dev.cairn.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host names that applications are served as, as {@code config.yaml} has them now: another
 * domain is no reason to stop what is served under the others.
 */
public final class ApplicationNames implements Supplier<List<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationNames.class);

  private final Path home;
  private Optional<FileTime> read;
  private List<String> names;

  public ApplicationNames(Config config) {
    this.home = config.home();
    this.read = changed();
    this.names = config.applicationNames();
  }

  /** Those that were there last where the file cannot be used; the log says why. */
  @Override
  public synchronized List<String> get() {
    var now = changed();
    if (!now.equals(read)) {
      read = now;
      try {
        names = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load().applicationNames();
        LOG.info("Applications are served as {} besides their addresses", names);
      } catch (ProblemException e) {
        LOG.warn(
            "applications.names stays {}: {} {}",
            names,
            e.problem().message(),
            e.problem().violations());
      }
    }
    return names;
  }

  private Optional<FileTime> changed() {
    try {
      return Optional.of(Files.getLastModifiedTime(home.resolve("config.yaml")));
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
