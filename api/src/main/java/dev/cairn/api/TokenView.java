package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/** An API token, without the token itself. */
public record TokenView(
    String id,
    String name,
    String user,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  public TokenView {
    expiresAt = Absent.optional(expiresAt);
    lastUsedAt = Absent.optional(lastUsedAt);
  }
}
