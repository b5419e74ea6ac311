package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * Users and tokens.
 *
 * @param link a one-time sign-in link that was just made, shown once
 * @param token a token that was just made, shown once
 */
record UsersView(
    List<User> users,
    List<Token> tokens,
    Optional<Once> link,
    Optional<Once> token,
    Form newUser,
    Form newToken) {

  /** A user. */
  record User(String name, String role, When created, boolean self) {}

  /** A token; its text is gone. */
  record Token(String id, String name, String user, String role, When created, String lastUsed) {}

  /** Shown once, kept nowhere. */
  record Once(String forWhom, String text) {}
}
