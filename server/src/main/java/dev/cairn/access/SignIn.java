package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
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
    var user =
        state
            .store(SignInLinkStore.class)
            .redeem(BearerSecret.hash(key), clock.instant())
            .orElseThrow(() -> linkSpent().toException());
    return open(user, "link");
  }

  /**
   * Checks name and password. Slow on purpose, and limited.
   *
   * @param address of the client, for the limit on wrong tries
   * @throws dev.cairn.core.ProblemException {@code wrong-credentials}, which does not tell whether
   *     there is such a user, or {@code too-many-attempts}
   */
  public Sensitive<String> byPassword(String name, Sensitive<String> password, String address) {
    attempts.begin(name, address);
    var users = state.store(UserStore.class);
    var hash = users.findPasswordHash(name);
    boolean matches = Passwords.matches(password, hash.orElse(Decoy.HASH)) && hash.isPresent();
    var user = matches ? users.find(name) : Optional.<User>empty();
    if (user.isEmpty()) {
      throw new Problem(
              Problem.Kind.UNAUTHENTICATED,
              "wrong-credentials",
              "Name and password do not belong together.",
              "Try again, or ask an admin for a sign-in link.",
              List.of())
          .toException();
    }
    attempts.succeeded(name, address);
    return open(user.get(), "password");
  }

  private Sensitive<String> open(User user, String how) {
    activity.record(user.actor(), "sign-in", user.name().value(), Map.of("by", how));
    return sessions.open(user);
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
