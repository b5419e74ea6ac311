package dev.cairn.engine;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A version that users choose from.
 *
 * @param name what users write, for PostgreSQL the major: {@code 18}
 * @param maintainedUntil the engine's own end of life; empty where none is announced
 */
public record EngineVersion(String name, Optional<LocalDate> maintainedUntil) {
  public EngineVersion(String name, LocalDate maintainedUntil) {
    this(name, Optional.of(maintainedUntil));
  }
}
