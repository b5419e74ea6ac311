package dev.cairn.api;

import java.util.Optional;

/** Changes what is given. */
public record ChangeUser(Optional<String> role, Optional<String> password) {
  public ChangeUser {
    role = Absent.optional(role);
    password = Absent.optional(password);
  }
}
