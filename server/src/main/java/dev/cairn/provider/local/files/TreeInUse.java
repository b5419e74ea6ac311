package dev.cairn.provider.local.files;

import java.io.IOException;
import java.nio.file.Path;

/** A tree that a server works in while it is copied: files of it come, go, grow and shrink. */
public interface TreeInUse {
  /**
   * Whether a file or directory is part of the copy. Links never are.
   *
   * @param path below the tree's top
   */
  boolean counts(Path path);

  /** So many more bytes were copied; told by many threads at once. */
  void copied(long bytes);

  /** Adds what comes last to the copy, which nobody but Cairn gets into yet. */
  void complete(OpenDirectory tree, Path copy) throws IOException;
}
