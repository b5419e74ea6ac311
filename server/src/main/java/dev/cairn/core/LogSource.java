package dev.cairn.core;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A log that is read while it grows, wherever it lies. */
public interface LogSource {
  /**
   * What is there now.
   *
   * @param file which file it is, by what the file system knows it by
   * @param size in bytes
   */
  record Look(String file, long size) {}

  /** Empty where there is no file. */
  Optional<Look> look() throws IOException;

  /** For reading; {@link NoSuchFileException} where there is no file. */
  SeekableByteChannel open() throws IOException;

  /** What it was before that was put aside. */
  LogSource former();

  /** One in a directory that Cairn alone writes in. */
  static LogSource of(Path file) {
    return new Own(file);
  }

  /** See {@link #of}. */
  record Own(Path file) implements LogSource {
    @Override
    public Optional<Look> look() throws IOException {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(new Look(String.valueOf(attributes.fileKey()), attributes.size()));
      } catch (NoSuchFileException notYet) {
        return Optional.empty();
      }
    }

    @Override
    public SeekableByteChannel open() throws IOException {
      return Files.newByteChannel(file);
    }

    @Override
    public LogSource former() {
      return new Own(file.resolveSibling(file.getFileName() + ".1"));
    }
  }
}
