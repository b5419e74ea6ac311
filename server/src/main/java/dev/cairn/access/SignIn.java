package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a browser becomes a user: by a one-time link, or by name and password. What is handed back is
 * the session's secret, for its cookie.
 */
public final class SignIn {
  private final StateDatabase state;
  private final Activity activity;
  private final Sessions sessions;
  private final Clock clock;
  private final FailedAttempts attempts;

  public SignIn(StateDatabase state, Activity activity, Sessions sessions, Clock clock) {
    this.state = state;
    this.activity = activity;
    this.sessions = sessions;
    this.clock = clock;
    this.attempts = new FailedAttempts(clock);
  }

  /**
   * Uses the link up.
   *
   * @throws dev.cairn.core.ProblemException {@code sign-in-link-spent}
   */
  public Sensitive<String> byLink(Sensitive<String> key) {
    return state.transaction(
        handle -> {
          var user =
              handle
                  .attach(SignInLinkStore.class)
                  .redeem(BearerSecret.hash(key), clock.instant())
                  .orElseThrow(() -> linkSpent().toException());
          return open(handle, user, false);
        });
  }

  /**
   * Checks name and password. Slow on purpose, and limited.
   *
   * @param address of the client, for the limit on wrong tries
   * @throws dev.cairn.core.ProblemException {@code wrong-credentials}, which does not tell whether
   *     there is such a user, or {@code too-many-attempts}
   */
  public Sensitive<String> byPassword(String name, Sensitive<String> password, String address) {
    var checked =
        check(name, password, address).orElseThrow(() -> wrongCredentials().toException());
    return state.transaction(
        handle -> {
          // It took a while: the password may have been changed meanwhile, and ended all sessions.
          var same =
              handle
                  .attach(UserStore.class)
                  .lockPassword(checked.user().name().value(), checked.hash());
          if (same.isEmpty()) {
            throw wrongCredentials().toException();
          }
          return open(handle, checked.user(), true);
        });
  }

  private static Problem wrongCredentials() {
    return new Problem(
        Problem.Kind.UNAUTHENTICATED,
        "wrong-credentials",
        "Name and password do not belong together.",
        "Try again, or ask an admin for a sign-in link.",
        List.of());
  }

  /**
   * Whether somebody who asks with a token, or a session of a link, may set a password: they have
   * to know their own. Otherwise what was lent for an hour would be kept for ever.
   *
   * @param wanted what is to be set; refused at once where it is none
   * @param current the asker's own password, where it was sent along
   * @throws dev.cairn.core.ProblemException {@code weak-password}, {@code password-proof-missing},
   *     {@code wrong-password}, {@code too-many-attempts}
   */
  public void requireOwnPassword(
      Actor actor, Sensitive<String> wanted, Optional<Sensitive<String>> current, String address) {
    Passwords.requireStrong(wanted);
    if (current.isEmpty()) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "password-proof-missing",
              "A password was to be set without the one that "
                  + actor.name()
                  + " has, by somebody who did not sign in with it.",
              "Send your own password along, or set the new one in the console, signed in by"
                  + " password. Who has none yet sets the first one there, under Password.",
              List.of(new Violation("currentPassword", "is needed here")))
          .toException();
    }
    if (check(actor.name(), current.get(), address).isEmpty()) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "wrong-password",
              "That is not the password of " + actor.name() + ".",
              "Correct it.",
              List.of(new Violation("currentPassword", "is not yours")))
          .toException();
    }
  }

  /** Whether that user signs in by password at all. */
  public boolean hasPassword(Actor actor) {
    return state.store(UserStore.class).findPasswordHash(actor.name()).isPresent();
  }

  private record Checked(User user, String hash) {}

  private Optional<Checked> check(String typed, Sensitive<String> password, String address) {
    // No user is called otherwise, and nothing is kept of what strangers make up.
    var name = Name.isValid(typed) ? typed : "";
    attempts.begin(name, address);
    var users = state.store(UserStore.class);
    var hash = users.findPasswordHash(name);
    boolean matches = Passwords.matches(password, hash.orElse(Decoy.HASH)) && hash.isPresent();
    var user = matches ? users.find(name) : Optional.<User>empty();
    user.ifPresent(it -> attempts.succeeded(name, address));
    return user.map(it -> new Checked(it, hash.orElseThrow()));
  }

  private Sensitive<String> open(Transaction handle, User user, boolean byPassword) {
    var how = byPassword ? "password" : "link";
    activity.record(handle, user.actor(), "sign-in", user.name().value(), Map.of("by", how));
    return sessions.open(handle, user, byPassword);
  }

  private static Problem linkSpent() {
    return new Problem(
        Problem.Kind.UNAUTHENTICATED,
        "sign-in-link-spent",
        "This sign-in link was used before, or is older than "
            + SignInLinks.VALID.toMinutes()
            + " minutes.",
        "Make a new one with `cairn login`.",
        List.of());
  }

  /** Lets an unknown name take as long as a known one. Made when first needed: it takes a while. */
  private static final class Decoy {
    static final String HASH = Passwords.hash(BearerSecret.create(""));
  }
}
