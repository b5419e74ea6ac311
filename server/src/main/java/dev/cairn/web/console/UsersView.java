package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * Users, tokens and access keys.
 *
 * @param link a one-time sign-in link that was just made, shown once
 * @param token a token that was just made, shown once
 * @param accessKey an access key that was just made, as lines for a shell, shown once
 */
record UsersView(
    List<User> users,
    List<Token> tokens,
    List<AccessKey> accessKeys,
    Optional<Once> link,
    Optional<Once> token,
    Optional<Once> accessKey,
    Form newUser,
    Form newToken,
    Form newAccessKey) {

  /** A user. */
  record User(String name, String role, When created, boolean self) {}

  /** A token; its text is gone. */
  record Token(String id, String name, String user, String role, When created, String lastUsed) {}

  /** An access key; its secret is not shown again. */
  record AccessKey(
      String id, String name, String user, String role, When created, String lastUsed) {}

  /** Shown once. */
  record Once(String forWhom, String text) {}
}
