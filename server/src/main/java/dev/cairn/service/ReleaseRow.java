package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.time.Instant;
import java.util.Optional;

/**
 * A release as recorded.
 *
 * @param builtAs the release whose build it runs; its own where empty
 * @param fingerprint of the source it was built from
 * @param buildMark stands for what its build got of the stage's variables; see {@link
 *     Environments#buildMark}
 * @param variablesDigest of the variables it was started with
 * @param address where the edge reached it last
 * @param replaces the release that was live before it
 * @param codeRemoved whether nothing is left to roll back to
 */
record ReleaseRow(
    StageRef stage,
    int number,
    Release.Status status,
    RuntimeKind runtime,
    String origin,
    ServiceSpec spec,
    Optional<Integer> builtAs,
    String fingerprint,
    String buildMark,
    String variablesDigest,
    Optional<String> address,
    Optional<Integer> replaces,
    boolean codeRemoved,
    String reason,
    String createdBy,
    Instant createdAt,
    Optional<Instant> liveSince) {

  /** The provider's name for it. */
  String id() {
    return id(number);
  }

  String id(int other) {
    return stage.joined() + "-r" + other;
  }

  Release toRelease() {
    return new Release(number, status, runtime, origin, createdBy, createdAt, liveSince, reason);
  }
}
