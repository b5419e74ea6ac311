package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases of API tokens: {@code cairn_} and 256 random bits. */
public final class Tokens {
  private static final String PREFIX = "cairn_";
  private static final int MOST_NAME = 60;

  private final StateDatabase state;
  private final Activity activity;

  public Tokens(StateDatabase state, Activity activity) {
    this.state = state;
    this.activity = activity;
  }

  /** A new token and its text, which nobody can ask for again. */
  public record Issued(Token token, Sensitive<String> secret) {}

  /** In order of user and name. */
  public List<Token> list() {
    return state.store(TokenStore.class).list();
  }

  /**
   * Makes a token for a user.
   *
   * @param validFor for ever where empty
   * @throws dev.cairn.core.ProblemException {@code token-exists}, {@code unknown-user}
   */
  public Issued create(Actor actor, Name user, String name, Optional<Duration> validFor) {
    requireName(name);
    var secret = BearerSecret.create(PREFIX);
    return state.transaction(
        handle -> {
          if (handle.attach(UserStore.class).find(user.value()).isEmpty()) {
            throw Problem.notFound(
                    "unknown-user", "There is no user " + user + ".", "See `cairn user list`.")
                .toException();
          }
          var token =
              handle
                  .attach(TokenStore.class)
                  .insert(
                      BearerSecret.hash(secret),
                      name,
                      user.value(),
                      validFor.map(Instant.now()::plus))
                  .orElseThrow(() -> exists(user, name).toException());
          activity.record(handle, actor, "create-token", user.value(), Map.of("token.after", name));
          return new Issued(token, secret);
        });
  }

  /** Whose token it is; empty where it is unknown, revoked or expired. */
  public Optional<Actor> authenticate(Sensitive<String> secret) {
    return find(secret).map(Bearer::actor);
  }

  /**
   * Who came with a token.
   *
   * @param until when it ends; what they make with it must not hold for longer
   */
  public record Bearer(Actor actor, Optional<Instant> until) {}

  /** As {@link #authenticate}, with the token's end. */
  public Optional<Bearer> find(Sensitive<String> secret) {
    if (!secret.reveal().startsWith(PREFIX)) {
      return Optional.empty();
    }
    return state
        .store(TokenStore.class)
        .use(BearerSecret.hash(secret))
        .map(found -> new Bearer(found.user().actor(), found.until()));
  }

  public void revoke(Actor actor, UUID id) {
    state.transaction(
        handle -> {
          var token = handle.attach(TokenStore.class).delete(id).orElseThrow(() -> unknown(id));
          activity.record(
              handle,
              actor,
              "revoke-token",
              token.user().value(),
              Map.of("token.before", token.name()));
          return id;
        });
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw Problem.invalid(
              "invalid-token-name",
              "A token needs a name of at most " + MOST_NAME + " characters.",
              "Name it after what uses it.")
          .withViolations(List.of(new Violation("name", "1 to " + MOST_NAME + " characters")))
          .toException();
    }
  }

  private static Problem exists(Name user, String name) {
    return Problem.conflict(
        "token-exists",
        "User " + user + " has a token \"" + name + "\" already.",
        "Choose another name, or revoke that one first.");
  }

  private static RuntimeException unknown(UUID id) {
    return Problem.notFound(
            "unknown-token", "There is no token " + id + ".", "See `cairn token list`.")
        .toException();
  }
}
