package dev.cairn.api;

import java.time.LocalDate;

/**
 * A version to choose from.
 *
 * @param source where it comes from here, for people
 */
public record EngineVersionView(String name, String source, LocalDate maintainedUntil) {}
