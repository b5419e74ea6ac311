package dev.cairn.stack;

import dev.cairn.core.Name;
import java.time.Instant;

/** One application: a name, and stages in order. */
public record Stack(Name name, Instant createdAt) {}
