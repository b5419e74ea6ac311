package dev.cairn.api;

import java.util.Optional;

/**
 * Changes what is given.
 *
 * @param currentPassword the asker's own; needed with {@code password}, but in a session that was
 *     signed in by password
 */
public record ChangeUser(
    Optional<String> role, Optional<String> password, Optional<String> currentPassword) {
  public ChangeUser {
    currentPassword = Absent.optional(currentPassword);
    role = Absent.optional(role);
    password = Absent.optional(password);
  }
}
