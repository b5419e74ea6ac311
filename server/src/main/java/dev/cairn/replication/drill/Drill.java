package dev.cairn.replication.drill;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A drill as recorded, for its steps.
 *
 * @param primary identifier of whom the throw-away replica follows
 * @param instance the throw-away replica, at its provider
 * @param application what the second instance of the application runs as; empty where none was
 *     begun
 * @param applicationSince when that was started; empty where it may not be
 * @param removedSince when its data were found to be gone
 */
record Drill(
    UUID id,
    String primary,
    String instance,
    String application,
    Optional<Instant> applicationSince,
    Optional<Boolean> healthy,
    Optional<Instant> removedSince,
    boolean isFinished) {}
