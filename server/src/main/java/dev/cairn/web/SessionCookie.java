package dev.cairn.web;

import dev.cairn.access.Sessions;
import dev.cairn.core.Sensitive;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;

/**
 * The cookie that a signed-in browser sends. Scripts cannot read it, other sites cannot send it.
 */
public final class SessionCookie {
  static final String NAME = "cairn_session";

  private SessionCookie() {}

  public static Optional<Sensitive<String>> read(Context context) {
    return Optional.ofNullable(context.cookie(NAME))
        .filter(text -> !text.isEmpty())
        .map(Sensitive::of);
  }

  /** After sign-in. */
  public static void set(Context context, Sensitive<String> session) {
    context.cookie(cookie(context, session.reveal(), (int) Sessions.ABSOLUTE.toSeconds()));
  }

  /** After sign-out. */
  public static void clear(Context context) {
    context.cookie(cookie(context, "", 0));
  }

  private static Cookie cookie(Context context, String value, int maxAge) {
    boolean secure = context.req().isSecure();
    var cookie = new Cookie(NAME, value, "/", maxAge, secure, true);
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }
}
