package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for a token.
 *
 * @param user whose it is; the caller's where absent
 * @param expiresInHours never where absent
 */
public record NewToken(String name, Optional<String> user, Optional<Integer> expiresInHours) {
  public NewToken {
    user = Absent.optional(user);
    expiresInHours = Absent.optional(expiresInHours);
  }
}
