package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/** An access key, without its secret. */
public record AccessKeyView(
    String id, String name, String user, Instant createdAt, Optional<Instant> lastUsedAt) {
  public AccessKeyView {
    lastUsedAt = Absent.optional(lastUsedAt);
  }
}
