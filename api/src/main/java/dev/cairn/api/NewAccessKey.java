package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for an access key.
 *
 * @param user whose it is; the caller's where absent
 */
public record NewAccessKey(String name, Optional<String> user) {
  public NewAccessKey {
    user = Absent.optional(user);
  }
}
