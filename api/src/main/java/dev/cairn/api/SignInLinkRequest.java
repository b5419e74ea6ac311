package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for a sign-in link.
 *
 * @param user the caller where absent
 */
public record SignInLinkRequest(Optional<String> user) {
  public SignInLinkRequest {
    user = Absent.optional(user);
  }
}
