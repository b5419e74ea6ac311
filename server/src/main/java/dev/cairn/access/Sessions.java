package dev.cairn.access;

import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Browser sessions: end after a day without a request, and in any case after a week. */
public final class Sessions {
  /** Longest life of a session, whatever happens. */
  public static final Duration ABSOLUTE = Duration.ofDays(7);

  static final Duration IDLE = Duration.ofDays(1);

  private final StateDatabase state;
  private final Clock clock;

  public Sessions(StateDatabase state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  /** A new session; the answer is what its cookie holds. Old ones are swept out. */
  Sensitive<String> open(Transaction handle, User user, boolean byPassword) {
    var secret = BearerSecret.create("");
    var sessions = handle.attach(SessionStore.class);
    var now = clock.instant();
    sessions.deleteExpired(now, now.minus(IDLE));
    sessions.insert(
        BearerSecret.hash(secret), user.name().value(), byPassword, now, now.plus(ABSOLUTE));
    return secret;
  }

  /** Who that cookie stands for; empty where the session has ended. */
  public Optional<Session> authenticate(Sensitive<String> secret) {
    var hash = BearerSecret.hash(secret);
    var now = clock.instant();
    return state
        .store(SessionStore.class)
        .use(hash, now, now.minus(IDLE))
        .map(
            found ->
                new Session(
                    found.user().actor(), BearerSecret.derive(secret, "csrf"), found.byPassword()));
  }

  public void close(Sensitive<String> secret) {
    state.store(SessionStore.class).delete(BearerSecret.hash(secret));
  }
}
