package dev.cairn.service;

import java.time.Instant;
import java.util.Optional;

/**
 * One build of an application with one set of variables.
 *
 * @param number counts up within the stage, from 1
 * @param origin for people: the directory, {@code URL#ref}, the image, or "variables changed"
 * @param reason why it failed, with the last lines of its log; else empty
 */
public record Release(
    int number,
    Status status,
    ServiceSpec.RuntimeKind runtime,
    String origin,
    String createdBy,
    Instant createdAt,
    Optional<Instant> liveSince,
    String reason) {

  /** Where a release is. */
  public enum Status {
    BUILDING,
    STARTING,
    LIVE,
    RETIRED,
    FAILED
  }
}
