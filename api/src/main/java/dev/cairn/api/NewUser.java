package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for a user.
 *
 * @param password at least 12 characters; without one the user signs in by link
 */
public record NewUser(String name, String role, Optional<String> password) {
  public NewUser {
    password = Absent.optional(password);
  }
}
