package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Use cases of users. One admin always remains. */
public final class Users {
  private final StateDatabase state;
  private final Activity activity;

  public Users(StateDatabase state, Activity activity) {
    this.state = state;
    this.activity = activity;
  }

  /** In order of name. */
  public List<User> list() {
    return state.store(UserStore.class).list();
  }

  public Optional<User> find(Name name) {
    return state.store(UserStore.class).find(name.value());
  }

  public User get(Name name) {
    return find(name).orElseThrow(() -> unknown(name).toException());
  }

  /**
   * Adds somebody; without a password they sign in by link.
   *
   * @throws dev.cairn.core.ProblemException {@code user-exists}, {@code weak-password}, {@code
   *     reserved-name}
   */
  public User add(Actor actor, Name name, Role role, Optional<Sensitive<String>> password) {
    if (name.value().equals(Actor.CAIRN.name())) {
      throw Problem.invalid(
              "reserved-name",
              "The user cannot be called "
                  + name
                  + ": that is how the record of changes names what Cairn does by itself.",
              "Choose another name.")
          .withViolations(List.of(new Violation("name", "is Cairn's own")))
          .toException();
    }
    var hash = password.map(Passwords::hash);
    return state.transaction(
        handle -> {
          var users = handle.attach(UserStore.class);
          if (users.insert(name.value(), role.name()) == 0) {
            throw Problem.conflict(
                    "user-exists",
                    "There is a user " + name + " already.",
                    "Choose another name, or change that user.")
                .toException();
          }
          hash.ifPresent(value -> users.setPasswordHash(name.value(), value));
          activity.record(
              handle, actor, "add-user", name.value(), Map.of("role.after", word(role)));
          return get(users, name);
        });
  }

  /**
   * Changes what is given. Another role holds from the next request of the user's sessions and
   * tokens on.
   *
   * @throws dev.cairn.core.ProblemException {@code last-admin}, {@code weak-password}
   */
  public User change(
      Actor actor, Name name, Optional<Role> role, Optional<Sensitive<String>> password) {
    var hash = password.map(Passwords::hash);
    return state.transaction(
        handle -> {
          var before = lock(handle, name);
          role.filter(wanted -> wanted != before.role())
              .ifPresent(wanted -> setRole(handle, actor, before, wanted));
          hash.ifPresent(
              value -> {
                handle.attach(UserStore.class).setPasswordHash(name.value(), value);
                // Who got in before, or could still by a link, has to know the new one. Links
                // first: one that is being used is waited for, and its session ended then.
                handle.attach(SignInLinkStore.class).deleteOf(name.value());
                handle.attach(SessionStore.class).deleteOf(name.value());
                activity.record(handle, actor, "set-password", name.value(), Map.of());
              });
          return get(handle.attach(UserStore.class), name);
        });
  }

  /**
   * Removes the user with all sessions, tokens and links.
   *
   * @throws dev.cairn.core.ProblemException {@code last-admin}
   */
  public void remove(Actor actor, Name name) {
    state.transaction(
        handle -> {
          var user = lock(handle, name);
          if (handle.attach(UserStore.class).delete(name.value()) == 0) {
            throw lastAdmin(name).toException();
          }
          activity.record(
              handle, actor, "remove-user", name.value(), Map.of("role.before", word(user.role())));
          return name;
        });
  }

  private void setRole(Transaction handle, Actor actor, User user, Role wanted) {
    var name = user.name().value();
    if (handle.attach(UserStore.class).setRole(name, wanted.name()) == 0) {
      throw lastAdmin(user.name()).toException();
    }
    activity.record(
        handle,
        actor,
        "change-user",
        name,
        Map.of("role.before", word(user.role()), "role.after", word(wanted)));
  }

  private static User lock(Transaction handle, Name name) {
    var users = handle.attach(UserStore.class);
    users.lockAdmins();
    return get(users, name);
  }

  private static User get(UserStore users, Name name) {
    return users.find(name.value()).orElseThrow(() -> unknown(name).toException());
  }

  private static Problem unknown(Name name) {
    return Problem.notFound(
        "unknown-user", "There is no user " + name + ".", "See `cairn user list`.");
  }

  private static Problem lastAdmin(Name name) {
    return Problem.conflict(
        "last-admin",
        "User " + name + " is the only admin, and nobody could let another in.",
        "Make somebody else an admin first.");
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
