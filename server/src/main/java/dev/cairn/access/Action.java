package dev.cairn.access;

import dev.cairn.core.Role;

/** What somebody wants to do, as roles tell it apart. */
public enum Action {
  /** See anything but secrets. */
  READ(Role.VIEWER, "look at"),
  /** Create, change, deploy, remove. */
  CHANGE(Role.OPERATOR, "change"),
  /** See a password. Recorded each time. */
  REVEAL(Role.OPERATOR, "reveal secrets of"),
  /** Users, tokens, sign-in links. */
  ADMINISTER(Role.ADMIN, "administer");

  private final Role least;
  private final String verb;

  Action(Role least, String verb) {
    this.least = least;
    this.verb = verb;
  }

  /** The least role that may do it. */
  public Role least() {
    return least;
  }

  String verb() {
    return verb;
  }
}
