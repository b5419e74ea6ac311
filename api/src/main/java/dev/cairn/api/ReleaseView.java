package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/**
 * One build of an application with one set of variables.
 *
 * @param status {@code building, starting, live, retired} or {@code failed}
 * @param reason why it failed, else empty
 */
public record ReleaseView(
    int number,
    String status,
    String runtime,
    String origin,
    String createdBy,
    Instant createdAt,
    Optional<Instant> liveSince,
    String reason) {
  public ReleaseView {
    liveSince = Absent.optional(liveSince);
  }
}
