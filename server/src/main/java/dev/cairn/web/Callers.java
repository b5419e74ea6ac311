package dev.cairn.web;

import dev.cairn.access.Sessions;
import dev.cairn.access.Tokens;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Finds out who sent a request: a bearer token, else the session's cookie. */
public final class Callers {
  private static final String ATTRIBUTE = "cairn.caller";
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;
  private final Sessions sessions;

  public Callers(Tokens tokens, Sessions sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /** Who sent this request; asked once per request. */
  public Caller of(Context context) {
    Caller known = context.attribute(ATTRIBUTE);
    if (known != null) {
      return known;
    }
    var caller = identify(context);
    context.attribute(ATTRIBUTE, caller);
    return caller;
  }

  /**
   * Who this request's sender is now: while it is answered its token may have been revoked, its
   * session ended, its user been given another role.
   */
  public Caller now(Context context) {
    return identify(context);
  }

  /** A token that does not hold is refused even where a session would do: its sender meant it. */
  private Caller identify(Context context) {
    var header = Optional.ofNullable(context.header("Authorization"));
    if (header.isPresent()) {
      return header
          .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
          .map(text -> Sensitive.of(text.substring(BEARER.length()).strip()))
          .flatMap(tokens::find)
          .map(Caller::of)
          .orElseThrow(() -> invalidToken().toException());
    }
    return SessionCookie.read(context)
        .flatMap(sessions::authenticate)
        .map(Caller::of)
        .orElse(Caller.STRANGER);
  }

  private static Problem invalidToken() {
    return new Problem(
        Problem.Kind.UNAUTHENTICATED,
        "invalid-token",
        "The token is unknown, revoked or expired.",
        "Make another with `cairn token create`, or start Cairn again to renew cli.token.",
        List.of());
  }
}
