package dev.cairn.access;

import dev.cairn.core.Name;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An API token, without its text. */
public record Token(
    UUID id,
    String name,
    Name user,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {}
