package dev.cairn.api;

import java.time.Instant;

/**
 * Somebody who may sign in.
 *
 * @param role {@code admin, operator} or {@code viewer}
 */
public record UserView(String name, String role, boolean hasPassword, Instant createdAt) {}
