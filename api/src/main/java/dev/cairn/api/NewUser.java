package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for a user.
 *
 * @param password at least 12 characters; without one the user signs in by link
 * @param currentPassword the asker's own; needed with {@code password}, but in a session that was
 *     signed in by password
 */
public record NewUser(
    String name, String role, Optional<String> password, Optional<String> currentPassword) {
  public NewUser {
    currentPassword = Absent.optional(currentPassword);
    password = Absent.optional(password);
  }
}
