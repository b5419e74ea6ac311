package dev.cairn.web.console;

import dev.cairn.access.Sessions;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.web.SessionCookie;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in by a one-time link or by name and password. Opening a link only shows a button: a program
 * that looks at links ahead must not use it up.
 */
final class SignInPages {
  private final UseCases use;
  private final Sessions sessions;
  private final Pages pages;

  SignInPages(UseCases use, Sessions sessions, Pages pages) {
    this.use = use;
    this.sessions = sessions;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/sign-in", this::show);
    routes.post("/sign-in", this::byPassword);
    routes.post("/sign-in/link", this::byLink);
    routes.post("/sign-out", this::signOut);
  }

  private void show(Context ctx) {
    var key = Optional.ofNullable(ctx.queryParam("key")).filter(text -> !text.isBlank());
    if (key.isEmpty() && pages.caller(ctx).session().isPresent()) {
      Pages.goTo(ctx, "/");
      return;
    }
    show(ctx, Form.of(Map.of()), key, next(ctx.queryParam("next")));
  }

  private void show(Context ctx, Form form, Optional<String> key, String next) {
    pages.show(
        ctx,
        "signin",
        pages.shell(ctx, "Sign in", Shell.Section.NONE),
        new SignInView(form, key, next));
  }

  private void byPassword(Context ctx) {
    var next = next(ctx.formParam("next"));
    var password = Sensitive.of(Optional.ofNullable(ctx.formParam("password")).orElse(""));
    var typed = Pages.typed(ctx, "name");
    try {
      var session = use.signIn().byPassword(typed.getOrDefault("name", ""), password, ctx.ip());
      SessionCookie.set(ctx, session);
      Pages.goTo(ctx, next);
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(typed, refused.problem()), Optional.empty(), next);
    }
  }

  private void byLink(Context ctx) {
    var key = Sensitive.of(Optional.ofNullable(ctx.formParam("key")).orElse(""));
    try {
      SessionCookie.set(ctx, use.signIn().byLink(key));
      Pages.goTo(ctx, "/");
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(Map.of(), refused.problem()), Optional.empty(), "/");
    }
  }

  private void signOut(Context ctx) {
    SessionCookie.read(ctx).ifPresent(sessions::close);
    SessionCookie.clear(ctx);
    Pages.goTo(ctx, "/sign-in");
  }

  /** Only a page of this console. */
  private static String next(@org.jspecify.annotations.Nullable String href) {
    return href != null && href.matches("/[A-Za-z0-9][A-Za-z0-9/_.?=&#-]*") ? href : "/";
  }
}
