package dev.cairn.web.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is said once on the page after a change; travels in the address as a word, never as text.
 */
enum Notice {
  STACK_CREATED("The stack is there. Give it a first stage."),
  STACK_DELETED("The stack is deleted."),
  STAGE_CREATED("The stage is there."),
  STAGE_DELETED("The stage is deleted."),
  SAVED("Saved."),
  BACKUP_DELETED("The backup is deleted."),
  USER_ADDED("The user is there. Hand them a sign-in link."),
  USER_REMOVED("The user is removed, with all sessions, tokens and access keys."),
  TOKEN_REVOKED("The token is revoked."),
  ACCESS_KEY_REVOKED("The access key is revoked.");

  private final String text;

  Notice(String text) {
    this.text = text;
  }

  String at(String href) {
    return href + "?notice=" + name().toLowerCase(Locale.ROOT);
  }

  static Optional<String> find(String word) {
    return Arrays.stream(values())
        .filter(notice -> notice.name().equalsIgnoreCase(word))
        .map(notice -> notice.text)
        .findFirst();
  }
}
