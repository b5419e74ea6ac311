package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** One-time sign-in links: good once, for a quarter of an hour. */
public final class SignInLinks {
  static final Duration VALID = Duration.ofMinutes(15);

  /** Where a link leads; the key stands behind it. */
  public static final String PATH = "/sign-in?key=";

  private final StateDatabase state;
  private final Activity activity;
  private final Users users;
  private final Clock clock;

  public SignInLinks(StateDatabase state, Activity activity, Users users, Clock clock) {
    this.state = state;
    this.activity = activity;
    this.users = users;
    this.clock = clock;
  }

  /** A link that was made; {@code key} is what {@link SignIn#byLink} takes. */
  public record Issued(Name user, Sensitive<String> key, Instant expiresAt) {
    /** The address to open, under the console's. */
    public Sensitive<String> url(String console) {
      return key.map(text -> console + PATH + text);
    }
  }

  public Issued create(Actor actor, Name user) {
    users.get(user);
    var key = BearerSecret.create("");
    var expiresAt = clock.instant().plus(VALID);
    state.transaction(
        handle -> {
          var links = handle.attach(SignInLinkStore.class);
          links.deleteExpired(clock.instant().minus(Duration.ofDays(1)));
          links.insert(BearerSecret.hash(key), user.value(), expiresAt);
          activity.record(handle, actor, "create-sign-in-link", user.value(), Map.of());
          return user;
        });
    return new Issued(user, key, expiresAt);
  }
}
