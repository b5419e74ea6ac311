package dev.cairn.database;

import dev.cairn.core.Bytes;
import java.util.Optional;

/** What should change about a database. Storage only grows. */
public record ResizeSpec(Optional<String> type, Optional<Bytes> storage) {}
