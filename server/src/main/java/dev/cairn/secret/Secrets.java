package dev.cairn.secret;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Suggestions;
import dev.cairn.db.StateDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Use cases of secrets: one a database, written and removed by the database's own use cases. */
public final class Secrets {
  private final Activity activity;
  private final SecretStore store;
  private final Sealer sealer;

  public Secrets(StateDatabase state, Activity activity, MasterKey key) {
    this.activity = activity;
    this.store = state.store(SecretStore.class);
    this.sealer = new Sealer(key);
  }

  /** Refuses a master key that is not the one that the stored secrets were sealed with. */
  public void checkKey() {
    store.findOldest().ifPresent(this::credentials);
  }

  /** Without values. All, those of a stack, or those of a stage. */
  public List<Secret> list(Optional<Name> stack, Optional<Name> stage) {
    return store.list().stream()
        .filter(secret -> stack.map(secret.stage().stack()::equals).orElse(true))
        .filter(secret -> stage.map(secret.stage().stage()::equals).orElse(true))
        .toList();
  }

  public Secret get(String name) {
    return store.find(name).orElseThrow(() -> unknown(name));
  }

  public Optional<Secret> find(String name) {
    return store.find(name);
  }

  /** The value for a person's or program's eyes; who asked is recorded. */
  public Credentials reveal(Actor actor, String name) {
    var secret = get(name);
    var value = credentials(name);
    activity.record(
        actor, "reveal-secret", secret.stage() + "/" + secret.engine(), Map.of("secret", name));
    return value;
  }

  /** The value for Cairn's own use: handing it to the engine or the application. */
  public Credentials credentials(String name) {
    return unseal(name, store.findSealed(name));
  }

  /** As {@link #credentials(String)}, within the caller's transaction. */
  public Credentials credentials(Handle transaction, String name) {
    return unseal(name, transaction.attach(SecretStore.class).findSealed(name));
  }

  /**
   * What a reference {@code secret:NAME#KEY} stands for, for the application's use.
   *
   * @throws ProblemException {@code unknown-secret}, {@code unknown-secret-key}
   */
  public Sensitive<String> value(String name, String key) {
    return credentials(name)
        .value(key)
        .orElseThrow(
            () ->
                Problem.invalid(
                        "unknown-secret-key",
                        "The secret " + name + " has no key \"" + key + "\".",
                        Suggestions.sentence(key, Secret.KEYS, ""))
                    .toException());
  }

  /**
   * Writes the credentials of a stage's database, in the caller's transaction.
   *
   * @throws ProblemException {@code secret-name-taken} where another stage's secret has the name:
   *     {@code a-b} of stack {@code c} and {@code a} of stack {@code b-c}
   */
  public void put(Handle transaction, StageRef stage, Credentials credentials) {
    var name = Secret.nameOf(stage, credentials.engine());
    int written =
        transaction
            .attach(SecretStore.class)
            .put(
                name,
                stage.stack().value(),
                stage.stage().value(),
                credentials.engine(),
                sealer.seal(name, credentials.toJson()));
    if (written == 0) {
      throw Problem.conflict(
              "secret-name-taken",
              "The secret of " + stage + " would be called " + name + ", which another stage's is.",
              "Give the stack or the stage another name.")
          .toException();
    }
  }

  public void remove(Handle transaction, String name) {
    transaction.attach(SecretStore.class).delete(name);
  }

  private Credentials unseal(String name, Optional<byte[]> sealed) {
    return Credentials.parse(sealer.unseal(name, sealed.orElseThrow(() -> unknown(name))));
  }

  private ProblemException unknown(String name) {
    var names = store.list().stream().map(Secret::name).toList();
    return Problem.notFound(
            "unknown-secret",
            "There is no secret \"" + name + "\".",
            Suggestions.sentence(name, names, "List them with cairn secret list."))
        .toException();
  }
}
