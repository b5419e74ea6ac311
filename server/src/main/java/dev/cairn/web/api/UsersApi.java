package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;

import dev.cairn.access.SignIn;
import dev.cairn.access.SignInLinks;
import dev.cairn.access.Tokens;
import dev.cairn.access.Users;
import dev.cairn.api.ChangeUser;
import dev.cairn.api.IssuedToken;
import dev.cairn.api.NewToken;
import dev.cairn.api.NewUser;
import dev.cairn.api.SignInLink;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.web.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class UsersApi implements Noun {
  private static final int MOST_HOURS = 24 * 3660;

  private final Users users;
  private final Tokens tokens;
  private final SignIn signIn;
  private final SignInLinks links;

  UsersApi(Users users, Tokens tokens, SignIn signIn, SignInLinks links) {
    this.users = users;
    this.tokens = tokens;
    this.signIn = signIn;
    this.links = links;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("users", ADMINISTER, this::list),
        Route.post("users", ADMINISTER, this::add),
        Route.get("users/{user}", ADMINISTER, this::show),
        Route.patch("users/{user}", ADMINISTER, this::change),
        Route.delete("users/{user}", ADMINISTER, this::remove),
        Route.get("tokens", ADMINISTER, this::listTokens),
        Route.post("tokens", ADMINISTER, this::createToken),
        Route.delete("tokens/{id}", ADMINISTER, this::revokeToken),
        Route.post("sign-in-links", ADMINISTER, this::createLink));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(users.list().stream().map(Wire::view).toList());
  }

  private Answer add(ApiRequest request) {
    var wanted = request.body(NewUser.class);
    request.requireNotOutliving("A user", Optional.empty());
    requireMayGive(request, wanted.password(), wanted.currentPassword());
    var user =
        users.add(
            request.actor(),
            new Name(wanted.name()),
            role(wanted.role()),
            wanted.password().map(Sensitive::of));
    return Answer.created(Wire.view(user), "/api/v1/users/" + user.name());
  }

  private Answer show(ApiRequest request) {
    return Answer.ok(Wire.view(users.get(request.name("user"))));
  }

  private Answer change(ApiRequest request) {
    var wanted = request.body(ChangeUser.class);
    if (wanted.role().isPresent()) {
      request.requireNotOutliving("A role", Optional.empty());
    }
    requireMayGive(request, wanted.password(), wanted.currentPassword());
    return Answer.ok(
        Wire.view(
            users.change(
                request.actor(),
                request.name("user"),
                wanted.role().map(UsersApi::role),
                wanted.password().map(Sensitive::of))));
  }

  /** A password stays when the token is gone with which it was set. */
  private void requireMayGive(
      ApiRequest request, Optional<String> password, Optional<String> current) {
    if (password.isPresent() && !request.caller().isByPassword()) {
      signIn.requireOwnPassword(
          request.actor(),
          Sensitive.of(password.get()),
          current.map(Sensitive::of),
          request.address());
    }
  }

  private Answer remove(ApiRequest request) {
    users.remove(request.actor(), request.name("user"));
    return new Answer.Nothing();
  }

  private Answer listTokens(ApiRequest request) {
    return Answer.list(tokens.list().stream().map(Wire::view).toList());
  }

  private Answer createToken(ApiRequest request) {
    var wanted = request.body(NewToken.class);
    request.requireNotOutliving("The new token", validity(wanted).map(Instant.now()::plus));
    var issued =
        tokens.create(
            request.actor(), owner(wanted.user(), request), wanted.name(), validity(wanted));
    var view = Wire.view(issued.token());
    return Answer.created(
        new IssuedToken(view, issued.secret().reveal()), "/api/v1/tokens/" + view.id());
  }

  private Answer revokeToken(ApiRequest request) {
    tokens.revoke(request.actor(), request.id());
    return new Answer.Nothing();
  }

  private Answer createLink(ApiRequest request) {
    var wanted = request.body(SignInLinkRequest.class);
    request.requireNotOutliving("The session of a sign-in link", Optional.empty());
    var link = links.create(request.actor(), owner(wanted.user(), request));
    var view =
        new SignInLink(link.url(request.origin()).reveal(), link.user().value(), link.expiresAt());
    return new Answer.Json(201, view, Optional.empty());
  }

  static Name owner(Optional<String> user, ApiRequest request) {
    return Fields.renamed("name", "user", () -> new Name(user.orElse(request.actor().name())));
  }

  private static Optional<Duration> validity(NewToken wanted) {
    var hours = wanted.expiresInHours();
    if (hours.isPresent() && (hours.get() < 1 || hours.get() > MOST_HOURS)) {
      throw invalid("expiresInHours", "must be from 1 to " + MOST_HOURS);
    }
    return hours.map(Duration::ofHours);
  }

  private static Role role(String word) {
    return switch (word) {
      case "admin" -> Role.ADMIN;
      case "operator" -> Role.OPERATOR;
      case "viewer" -> Role.VIEWER;
      default -> throw invalid("role", "must be admin, operator or viewer");
    };
  }

  private static RuntimeException invalid(String field, String rule) {
    return Problem.invalid("invalid-request", field + " " + rule + ".", "Correct it.")
        .withViolations(List.of(new Violation(field, rule)))
        .toException();
  }
}
