package dev.cairn.web;

import dev.cairn.access.Session;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param session the browser's, where it came with one
 */
public record Caller(Optional<Actor> actor, Optional<Session> session) {
  static final Caller STRANGER = new Caller(Optional.empty(), Optional.empty());

  static Caller of(Session session) {
    return new Caller(Optional.of(session.actor()), Optional.of(session));
  }

  static Caller of(Actor actor) {
    return new Caller(Optional.of(actor), Optional.empty());
  }

  /**
   * The user.
   *
   * @throws dev.cairn.core.ProblemException {@code not-signed-in}
   */
  public Actor required() {
    return actor.orElseThrow(
        () ->
            new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "not-signed-in",
                    "This needs a user, and the request came without one.",
                    "Sign in, or send an API token as \"Authorization: Bearer ...\".",
                    List.of())
                .toException());
  }

  /** What forms send back; empty without a session. */
  public String csrf() {
    return session.map(Session::csrf).orElse("");
  }
}
