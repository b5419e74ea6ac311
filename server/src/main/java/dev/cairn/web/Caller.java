package dev.cairn.web;

import dev.cairn.access.Session;
import dev.cairn.access.Tokens;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param session the browser's, where it came with one
 * @param until when the token ends that it came with, where it does
 */
public record Caller(Optional<Actor> actor, Optional<Session> session, Optional<Instant> until) {
  public static final Caller STRANGER =
      new Caller(Optional.empty(), Optional.empty(), Optional.empty());

  static Caller of(Session session) {
    return new Caller(Optional.of(session.actor()), Optional.of(session), Optional.empty());
  }

  static Caller of(Tokens.Bearer bearer) {
    return new Caller(Optional.of(bearer.actor()), Optional.empty(), bearer.until());
  }

  /** Whether it came from a browser that was signed in by password. */
  public boolean isByPassword() {
    return session.filter(Session::byPassword).isPresent();
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
