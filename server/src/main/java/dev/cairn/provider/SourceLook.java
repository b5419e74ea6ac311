package dev.cairn.provider;

import java.nio.file.Path;

/**
 * Looks into directories of this machine as whoever could put others in their place does, for those
 * who may deploy them. The answer is the same for what is not there, what is closed to that person,
 * and what a link leads to outside of the directory, whether that is there or not.
 */
public interface SourceLook {
  /** What is looked for. */
  enum Kind {
    FILE,
    DIRECTORY
  }

  /**
   * Whether that is there.
   *
   * @param directory an absolute path; one that is not there holds nothing
   * @param path relative to it, without {@code ..}; {@code .} for the directory itself
   * @throws dev.cairn.core.ProblemException {@code source-shared} where others than its owner may
   *     put another in its place
   */
  boolean holds(Path directory, String path, Kind kind);
}
