package dev.cairn.core;

/** Who asks: a user by name, or Cairn itself. Stands in every operation and activity row. */
public record Actor(String name, Role role) {
  /** Cairn itself: drift repair, supervision. */
  public static final Actor CAIRN = new Actor("cairn", Role.ADMIN);
}
