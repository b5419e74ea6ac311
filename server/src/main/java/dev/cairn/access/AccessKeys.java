package dev.cairn.access;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.db.StateDatabase;
import dev.cairn.secret.SealedRows;
import dev.cairn.secret.Sealer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Use cases of access keys. Unlike a token's, a key's secret is needed to verify what was signed
 * with it, so it is kept, sealed.
 */
public final class AccessKeys implements SealedRows {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "AKIACAIRN";
  private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LENGTH = 20;
  private static final String SECRET_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_LENGTH = 40;
  private static final int MOST_NAME = 60;

  private final StateDatabase state;
  private final Activity activity;
  private final Sealer sealer;

  public AccessKeys(StateDatabase state, Activity activity, Sealer sealer) {
    this.state = state;
    this.activity = activity;
    this.sealer = sealer;
  }

  /** A new key and its secret, which nobody is shown again. */
  public record Issued(AccessKey key, Sensitive<String> secret) {}

  /** Whose key it is, and what its user signs with. */
  public record Signer(Actor actor, Sensitive<String> secret) {}

  /** In order of user and name. */
  public List<AccessKey> list() {
    return state.store(AccessKeyStore.class).list();
  }

  /**
   * Makes a key for a user.
   *
   * @throws dev.cairn.core.ProblemException {@code access-key-exists}, {@code unknown-user}, {@code
   *     invalid-access-key-name}
   */
  public Issued create(Actor actor, Name user, String name) {
    requireName(name);
    var id = PREFIX + random(ID_LETTERS, ID_LENGTH - PREFIX.length());
    var secret = Sensitive.of(random(SECRET_LETTERS, SECRET_LENGTH));
    return state.transaction(
        transaction -> {
          if (transaction.attach(UserStore.class).find(user.value()).isEmpty()) {
            throw Problem.notFound(
                    "unknown-user", "There is no user " + user + ".", "See `cairn user list`.")
                .toException();
          }
          var key =
              transaction
                  .attach(AccessKeyStore.class)
                  .insert(id, name, user.value(), sealer.seal(transaction, sealedAs(id), secret))
                  .orElseThrow(() -> exists(user, name).toException());
          activity.record(
              transaction,
              actor,
              "create-access-key",
              user.value(),
              Map.of("name.after", name, "key.after", id));
          return new Issued(key, secret);
        });
  }

  /** Who may have signed with that key; empty where it is unknown or revoked. */
  public Optional<Signer> find(String id) {
    var keys = state.store(AccessKeyStore.class);
    return keys.findSealed(id)
        .flatMap(
            key ->
                keys.findOwner(id)
                    .map(
                        owner ->
                            new Signer(owner.actor(), sealer.unseal(sealedAs(id), key.sealed()))));
  }

  /** A signature of that key held just now. */
  public void used(String id) {
    state.store(AccessKeyStore.class).touch(id);
  }

  /**
   * What is signed with it is refused from now on.
   *
   * @throws dev.cairn.core.ProblemException {@code unknown-access-key}
   */
  public void revoke(Actor actor, String id) {
    state.transaction(
        transaction -> {
          var key =
              transaction
                  .attach(AccessKeyStore.class)
                  .delete(id)
                  .orElseThrow(() -> unknown(id).toException());
          activity.record(
              transaction,
              actor,
              "revoke-access-key",
              key.user().value(),
              Map.of("name.before", key.name(), "key.before", key.id()));
          return id;
        });
  }

  @Override
  public String noun() {
    return "access-keys";
  }

  @Override
  public int resealAll() {
    var keys = state.store(AccessKeyStore.class);
    int found = 0;
    for (var key : keys.listSealed()) {
      var resealed = sealer.reseal(sealedAs(key.id()), key.sealed());
      found += resealed.isPresent() ? 1 : 0;
      resealed.ifPresent(fresh -> keys.reseal(key.id(), key.sealed(), fresh));
    }
    return found;
  }

  private static String sealedAs(String id) {
    return "access-key/" + id;
  }

  private static String random(String letters, int length) {
    return RANDOM
        .ints(length, 0, letters.length())
        .map(letters::charAt)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw Problem.invalid(
              "invalid-access-key-name",
              "An access key needs a name of at most " + MOST_NAME + " characters.",
              "Name it after what uses it.")
          .withViolations(List.of(new Violation("name", "1 to " + MOST_NAME + " characters")))
          .toException();
    }
  }

  private static Problem exists(Name user, String name) {
    return Problem.conflict(
        "access-key-exists",
        "User " + user + " has an access key \"" + name + "\" already.",
        "Choose another name, or revoke that one first.");
  }

  private static Problem unknown(String id) {
    return Problem.notFound(
        "unknown-access-key", "There is no access key " + id + ".", "See `cairn access-key list`.");
  }
}
