package dev.cairn.access;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import java.util.List;
import java.util.Locale;

/** The one place that decides what a role may do. */
public final class Authorizer {

  public boolean allows(Actor actor, Action action) {
    return actor.role().includes(action.least());
  }

  /**
   * Lets pass or refuses.
   *
   * @throws dev.cairn.core.ProblemException {@code not-allowed}, which names the role that may
   */
  public void require(Actor actor, Action action, String target) {
    if (!allows(actor, action)) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "not-allowed",
              "User %s is %s and may not %s %s."
                  .formatted(actor.name(), named(actor.role()), action.verb(), target),
              "Ask an admin for the role " + word(action.least()) + ".",
              List.of())
          .toException();
    }
  }

  private static String named(Role role) {
    return switch (role) {
      case ADMIN -> "an admin";
      case OPERATOR -> "an operator";
      case VIEWER -> "a viewer";
    };
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
