package dev.cairn.access;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import java.time.Instant;

/** Somebody who may sign in. */
public record User(Name name, Role role, boolean hasPassword, Instant createdAt) {
  public Actor actor() {
    return new Actor(name.value(), role);
  }
}
