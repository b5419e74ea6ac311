package dev.cairn.web;

import dev.cairn.core.LogSource;
import java.io.IOException;
import java.util.Optional;

/**
 * How far a log was read. A log that was cut or put aside is read on from the beginning of what
 * took its place.
 *
 * @param file which file it was, by what the file system knows it by; empty where none was read
 */
public record LogPosition(String file, long at) {
  public static final LogPosition START = new LogPosition("", 0);

  /**
   * Where the next read begins.
   *
   * @param size of the file
   */
  public record Next(LogPosition position, long size, boolean restarted) {}

  /** Empty where there is no file. */
  public Optional<Next> in(LogSource log) throws IOException {
    return log.look().map(this::in);
  }

  private Next in(LogSource.Look now) {
    boolean restarted = (!file.isEmpty() && !file.equals(now.file())) || now.size() < at;
    return new Next(new LogPosition(now.file(), restarted ? 0 : at), now.size(), restarted);
  }

  public LogPosition plus(long bytes) {
    return new LogPosition(file, at + bytes);
  }

  /** As a text that {@link #parse} reads. */
  @Override
  public String toString() {
    return at + "@" + file;
  }

  /** Empty where the text is none. */
  public static Optional<LogPosition> parse(String text) {
    int end = text.indexOf('@');
    return end > 0 && end < 19 && text.substring(0, end).chars().allMatch(Character::isDigit)
        ? Optional.of(
            new LogPosition(text.substring(end + 1), Long.parseLong(text.substring(0, end))))
        : Optional.empty();
  }
}
