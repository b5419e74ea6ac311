package dev.cairn.process;

import dev.cairn.core.StateFile;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code process.json}: which process an instance is, for the next life of Cairn. */
public final class IdentityFile {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityFile.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private IdentityFile() {}

  /** Atomic. Not fsynced: no process outlives the machine that the file would have to outlive. */
  public static void write(Path file, ProcessIdentity identity) {
    StateFile.writeUnsynced(file, JSON.writeValueAsString(identity) + "\n", StateFile.PRIVATE);
  }

  /** Empty where there is none, or none that can be understood. */
  public static Optional<ProcessIdentity> find(Path file) {
    return StateFile.find(file).flatMap(text -> parse(file, text));
  }

  private static Optional<ProcessIdentity> parse(Path file, String text) {
    try {
      return Optional.of(JSON.readValue(text, ProcessIdentity.class));
    } catch (JacksonException e) {
      LOG.warn("{} names no process, it is left aside: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
