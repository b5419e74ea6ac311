package dev.cairn.api;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A version to choose from.
 *
 * @param source where it comes from here, for people
 * @param maintainedUntil the end that its makers announced; empty where they did not
 */
public record EngineVersionView(String name, String source, Optional<LocalDate> maintainedUntil) {}
