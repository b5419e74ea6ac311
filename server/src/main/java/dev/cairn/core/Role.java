package dev.cairn.core;

/** What a user may do. Each role may do all that the ones after it may. */
public enum Role {
  ADMIN,
  OPERATOR,
  VIEWER;

  /** Whether this role may do what {@code other} may. */
  public boolean includes(Role other) {
    return compareTo(other) <= 0;
  }
}
