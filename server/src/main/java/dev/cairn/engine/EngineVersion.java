package dev.cairn.engine;

import java.time.LocalDate;

/**
 * A version that users choose from.
 *
 * @param name what users write, for PostgreSQL the major: {@code 18}
 * @param maintainedUntil the engine's own end of life
 */
public record EngineVersion(String name, LocalDate maintainedUntil) {}
