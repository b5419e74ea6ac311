package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One's own password. */
final class AccountPages {
  private final UseCases use;
  private final Pages pages;

  AccountPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/account", ctx -> show(ctx, Form.of(Map.of())));
    routes.post("/account", this::setPassword);
  }

  private void show(Context ctx, Form form) {
    pages.require(ctx, Action.READ, "the account");
    var shell = pages.shell(ctx, "Password", Shell.Section.NONE);
    ctx.html(
        pages.render(
            "account", Map.of("shell", shell, "form", form, "asksCurrent", asksCurrent(ctx))));
  }

  /** Who came in by a link has to know the password that there is; the first one they may set. */
  private boolean asksCurrent(Context ctx) {
    var caller = pages.caller(ctx);
    return !caller.isByPassword() && use.signIn().hasPassword(caller.required());
  }

  /** Ends all sessions of the user, this one too. */
  private void setPassword(Context ctx) {
    var actor = pages.require(ctx, Action.READ, "the account");
    var password = Optional.ofNullable(ctx.formParam("password")).orElse("");
    try {
      if (asksCurrent(ctx) || pages.caller(ctx).session().isEmpty()) {
        var current = Optional.ofNullable(ctx.formParam("currentPassword")).map(Sensitive::of);
        use.signIn().requireOwnPassword(actor, Sensitive.of(password), current, ctx.ip());
      }
      if (!password.equals(ctx.formParam("again"))) {
        throw Problem.invalid("passwords-differ", "The two differ.", "Type the same twice.")
            .withViolations(List.of(new Violation("again", "differs from the first")))
            .toException();
      }
      use.users()
          .change(
              actor, new Name(actor.name()), Optional.empty(), Optional.of(Sensitive.of(password)));
      Pages.goTo(ctx, "/sign-in");
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(
          ctx,
          Form.refused(
              Map.of("password", "", "again", "", "currentPassword", ""), refused.problem()));
    }
  }
}
