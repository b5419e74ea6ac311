package dev.cairn.provider.local.edge;

import dev.cairn.core.LogSource;
import dev.cairn.core.StageRef;
import dev.cairn.provider.local.files.OpenDirectory;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The requests of a stage as the edge writes them down, in a directory of its user: read through
 * handles, and nothing but a file of that user's.
 *
 * @param run the edge's directory, which lies in one of Cairn's own
 */
record AccessLog(Path run, StageRef stage, String ending) implements LogSource {
  private static final String FORMER = ".1";
  private static final Path DIRECTORY = Path.of("access");

  AccessLog(Path run, StageRef stage) {
    this(run, stage, ".log");
  }

  private interface Reading<T> {
    T of(OpenDirectory directory, Path name) throws IOException;
  }

  private <T> T read(Reading<T> reading) throws IOException {
    try (var edge = OpenDirectory.of(run);
        var logs = edge.open(DIRECTORY);
        var own = logs.open(Path.of(stage.stack().value()))) {
      return reading.of(own, Path.of(stage.stage() + ending));
    }
  }

  @Override
  public Optional<Look> look() throws IOException {
    try {
      return read(AccessLog::look);
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    }
  }

  /** A link to a file of somebody else's has his name, whoever made it. */
  private static Optional<Look> look(OpenDirectory directory, Path name) throws IOException {
    var found = directory.attributes(name);
    var owner = directory.attributes(Path.of(".")).owner();
    return found.isRegularFile() && found.owner().equals(owner)
        ? Optional.of(new Look(String.valueOf(found.fileKey()), found.size()))
        : Optional.empty();
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return read(
        (directory, name) -> {
          if (look(directory, name).isEmpty()) {
            throw new NoSuchFileException(name.toString());
          }
          return directory.read(name);
        });
  }

  /** It and what it was before. */
  void discard() throws IOException {
    try {
      read(
          (directory, name) -> {
            directory.discard(name);
            directory.discard(Path.of(name + FORMER));
            return true;
          });
    } catch (NoSuchFileException | NotDirectoryException none) {
      return;
    }
  }

  @Override
  public LogSource former() {
    return new AccessLog(run, stage, ending + FORMER);
  }
}
