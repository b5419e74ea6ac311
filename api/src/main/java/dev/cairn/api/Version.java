package dev.cairn.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Which Cairn this is, as its build says. */
public final class Version {
  private static final String CURRENT = read();

  private Version() {}

  /** For example {@code 0.1.0}. */
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (var in = Version.class.getResourceAsStream("version.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
