package dev.cairn.web.console;

import dev.cairn.access.AccessKey;
import dev.cairn.access.Action;
import dev.cairn.access.Token;
import dev.cairn.access.User;
import dev.cairn.api.AccessKeyView;
import dev.cairn.api.IssuedAccessKey;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.Violation;
import dev.cairn.web.Fields;
import dev.cairn.web.Origin;
import dev.cairn.web.UseCases;
import dev.cairn.web.aws.SecretsManager;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Users, tokens, access keys and sign-in links: for admins. */
final class UserPages {
  private final UseCases use;
  private final Pages pages;

  UserPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/users", ctx -> show(ctx, Shown.NOTHING));
    routes.post("/users", this::add);
    routes.post("/users/{name}/sign-in-link", this::makeLink);
    routes.get("/users/{name}/delete", ctx -> showRemove(ctx, Form.of(Map.of())));
    routes.post("/users/{name}/delete", this::remove);
    routes.post("/tokens", this::createToken);
    routes.post("/tokens/{id}/revoke", this::revokeToken);
    routes.post("/access-keys", this::createAccessKey);
    routes.post("/access-keys/{key}/revoke", this::revokeAccessKey);
  }

  /** What the page shows besides its lists: something once, and what was typed and refused. */
  private record Shown(
      Optional<UsersView.Once> link,
      Optional<UsersView.Once> token,
      Optional<UsersView.Once> accessKey,
      Form user,
      Form newToken,
      Form newAccessKey) {
    static final Shown NOTHING =
        new Shown(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Form.of(Map.of("role", "viewer")),
            Form.of(Map.of()),
            Form.of(Map.of()));

    static Shown link(UsersView.Once once) {
      return new Shown(
          Optional.of(once),
          Optional.empty(),
          Optional.empty(),
          NOTHING.user,
          NOTHING.newToken,
          NOTHING.newAccessKey);
    }

    static Shown token(UsersView.Once once) {
      return new Shown(
          Optional.empty(),
          Optional.of(once),
          Optional.empty(),
          NOTHING.user,
          NOTHING.newToken,
          NOTHING.newAccessKey);
    }

    static Shown accessKey(UsersView.Once once) {
      return new Shown(
          Optional.empty(),
          Optional.empty(),
          Optional.of(once),
          NOTHING.user,
          NOTHING.newToken,
          NOTHING.newAccessKey);
    }

    static Shown forms(Form user, Form newToken, Form newAccessKey) {
      return new Shown(
          Optional.empty(), Optional.empty(), Optional.empty(), user, newToken, newAccessKey);
    }
  }

  private void show(Context ctx, Shown shown) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var users = use.users().list();
    pages.show(
        ctx,
        "users",
        pages.shell(ctx, "Users and tokens", Shell.Section.USERS),
        new UsersView(
            users.stream().map(user -> row(user, actor)).toList(),
            use.tokens().list().stream().map(token -> row(token, users)).toList(),
            use.accessKeys().list().stream().map(key -> row(key, users)).toList(),
            shown.link(),
            shown.token(),
            shown.accessKey(),
            shown.user(),
            shown.newToken(),
            shown.newAccessKey()));
  }

  private UsersView.User row(User user, Actor actor) {
    var name = user.name().value();
    return new UsersView.User(
        name, word(user.role()), pages.when(user.createdAt()), name.equals(actor.name()));
  }

  private UsersView.Token row(Token token, List<User> users) {
    return new UsersView.Token(
        token.id().toString(),
        token.name(),
        token.user().value(),
        roleOf(token.user(), users),
        pages.when(token.createdAt()),
        token.lastUsedAt().map(at -> pages.when(at).text()).orElse("never"));
  }

  private UsersView.AccessKey row(AccessKey key, List<User> users) {
    return new UsersView.AccessKey(
        key.id(),
        key.name(),
        key.user().value(),
        roleOf(key.user(), users),
        pages.when(key.createdAt()),
        key.lastUsedAt().map(at -> pages.when(at).text()).orElse("never"));
  }

  private static String roleOf(Name name, List<User> users) {
    return users.stream()
        .filter(user -> user.name().equals(name))
        .map(user -> word(user.role()))
        .findFirst()
        .orElse("");
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static Role role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> word(role).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                        "unknown-role",
                        "There is no role \"" + word + "\".",
                        "Choose viewer, operator or admin.")
                    .withViolations(List.of(new Violation("role", "viewer, operator or admin")))
                    .toException());
  }

  private void add(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var typed = Pages.typed(ctx, "name", "role");
    try {
      var name = new Name(typed.getOrDefault("name", ""));
      use.users().add(actor, name, role(typed.getOrDefault("role", "")), Optional.empty());
      Pages.goTo(ctx, Notice.USER_ADDED.at("/users"));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(typed, refused.problem());
      show(ctx, Shown.forms(form, Shown.NOTHING.newToken(), Shown.NOTHING.newAccessKey()));
    }
  }

  private void makeLink(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var issued = use.signInLinks().create(actor, new Name(ctx.pathParam("name")));
    var url = issued.url(Origin.of(ctx)).reveal();
    var once = new UsersView.Once(issued.user().value(), url);
    show(ctx, Shown.link(once));
  }

  private void showRemove(Context ctx, Form form) {
    pages.require(ctx, Action.ADMINISTER, "users");
    var name = use.users().get(new Name(ctx.pathParam("name"))).name().value();
    pages.show(
        ctx,
        "delete",
        pages.shell(ctx, "Remove user", Shell.Section.USERS, new Link("Users", "/users")),
        new DeleteView(
            "Remove user " + name,
            "All sessions, tokens and sign-in links of " + name + " end at once.",
            "/users/" + name + "/delete",
            name,
            "Remove user",
            "/users",
            form));
  }

  private void remove(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, ctx.pathParam("name"));
      use.users().remove(actor, new Name(ctx.pathParam("name")));
      Pages.goTo(ctx, Notice.USER_REMOVED.at("/users"));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showRemove(ctx, Form.refused(typed, refused.problem()));
    }
  }

  private void createToken(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var typed = Pages.typed(ctx, "token");
    try {
      var issued =
          Fields.renamed(
              "name",
              "token",
              () ->
                  use.tokens()
                      .create(
                          actor,
                          new Name(actor.name()),
                          typed.getOrDefault("token", ""),
                          Optional.empty()));
      var once = new UsersView.Once(issued.token().name(), issued.secret().reveal());
      show(ctx, Shown.token(once));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(typed, refused.problem());
      show(ctx, Shown.forms(Shown.NOTHING.user(), form, Shown.NOTHING.newAccessKey()));
    }
  }

  private void revokeToken(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    try {
      use.tokens().revoke(actor, UUID.fromString(ctx.pathParam("id")));
    } catch (IllegalArgumentException e) {
      throw Problem.notFound("unknown-token", "There is no such token.", "See the list of tokens.")
          .toException(e);
    }
    Pages.goTo(ctx, Notice.TOKEN_REVOKED.at("/users"));
  }

  private void createAccessKey(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    var typed = Pages.typed(ctx, "access-key");
    try {
      var issued =
          Fields.renamed(
              "name",
              "access-key",
              () ->
                  use.accessKeys()
                      .create(actor, new Name(actor.name()), typed.getOrDefault("access-key", "")));
      var key = issued.key();
      var settings =
          new IssuedAccessKey(
              new AccessKeyView(
                  key.id(), key.name(), key.user().value(), key.createdAt(), key.lastUsedAt()),
              issued.secret().reveal(),
              SecretsManager.REGION,
              Origin.of(ctx) + SecretsManager.PATH);
      show(ctx, Shown.accessKey(new UsersView.Once(key.name(), settings.asShell().strip())));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(typed, refused.problem());
      show(ctx, Shown.forms(Shown.NOTHING.user(), Shown.NOTHING.newToken(), form));
    }
  }

  private void revokeAccessKey(Context ctx) {
    var actor = pages.require(ctx, Action.ADMINISTER, "users");
    use.accessKeys().revoke(actor, ctx.pathParam("key"));
    Pages.goTo(ctx, Notice.ACCESS_KEY_REVOKED.at("/users"));
  }
}
