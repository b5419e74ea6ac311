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
import dev.cairn.db.Transaction;
import dev.cairn.secret.SecretVersion.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Use cases of secrets: one a database, written and removed by the database's own use cases.
 *
 * <p>A secret has a current value. While a database's credentials are rotated it has a pending one
 * too, then a previous one, until nothing uses that any more.
 */
public final class Secrets implements SealedRows {
  private final Activity activity;
  private final SecretStore store;
  private final SecretVersionStore versions;
  private final SealedVersions sealed;

  public Secrets(StateDatabase state, Activity activity, MasterKey key) {
    this.activity = activity;
    this.store = state.store(SecretStore.class);
    this.versions = state.store(SecretVersionStore.class);
    this.sealed = new SealedVersions(new Sealer(key));
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

  /** A version and its value. */
  public record Revealed(SecretVersion version, Credentials credentials) {}

  /**
   * As {@link #reveal(Actor, String)} the version that is wanted, to whoever signed with that
   * access key; empty, and nothing recorded, where there is no such version.
   */
  public Optional<Revealed> reveal(
      Actor actor, String name, Predicate<SecretVersion> wanted, String accessKey) {
    return store
        .find(name)
        .flatMap(
            secret ->
                versions.list(name).stream()
                    .filter(row -> wanted.test(row.version()))
                    .findFirst()
                    .map(
                        row -> {
                          var value = new Revealed(row.version(), unseal(row));
                          recordReveal(actor, secret, row.version(), accessKey);
                          return value;
                        }));
  }

  private void recordReveal(Actor actor, Secret secret, SecretVersion version, String accessKey) {
    activity.record(
        actor,
        "reveal-secret",
        secret.stage() + "/" + secret.engine(),
        Map.of("secret", secret.name(), "version", version.stage().name(), "accessKey", accessKey));
  }

  /** The current value for Cairn's own use: handing it to the engine or the application. */
  public Credentials credentials(String name) {
    return current(versions, name);
  }

  /** As {@link #credentials(String)}, within the caller's transaction. */
  public Credentials credentials(Transaction transaction, String name) {
    return current(transaction.attach(SecretVersionStore.class), name);
  }

  /** What a rotation is bringing in; empty where none is under way, or it came in. */
  public Optional<Credentials> findPending(String name) {
    return versions.find(name, Stage.AWSPENDING).map(this::unseal);
  }

  /** What was in force before the last rotation; empty once it was revoked. */
  public Optional<Credentials> findPrevious(String name) {
    return versions.find(name, Stage.AWSPREVIOUS).map(this::unseal);
  }

  /** The versions that each secret has now, without their values. */
  public Map<String, List<SecretVersion>> versions() {
    var all = new HashMap<String, List<SecretVersion>>();
    for (var row : versions.list()) {
      all.computeIfAbsent(row.secret(), _ -> new ArrayList<>()).add(row.version());
    }
    for (var secret : store.list()) {
      secret
          .aliasOf()
          .ifPresent(other -> all.put(secret.name(), all.getOrDefault(other, List.of())));
    }
    return all;
  }

  /** The versions that a secret has now, without their values. */
  public List<SecretVersion> versions(String name) {
    return versions.list(name).stream().map(SecretVersionStore.Row::version).toList();
  }

  /**
   * What a reference {@code secret:NAME#KEY} stands for, for the application's use; empty where
   * there is no such secret, or it has no such key.
   */
  public Optional<Sensitive<String>> findValue(String name, String key) {
    return versions
        .find(name, Stage.AWSCURRENT)
        .map(this::unseal)
        .flatMap(credentials -> credentials.value(key));
  }

  /**
   * Writes the current credentials of a stage's database, in the caller's transaction. Where there
   * are some, they are replaced and not kept.
   *
   * @throws ProblemException {@code secret-name-taken} where another stage's secret has the name:
   *     {@code a-b} of stack {@code c} and {@code a} of stack {@code b-c}
   */
  public void put(Transaction transaction, StageRef stage, Credentials credentials) {
    var name = Secret.nameOf(stage, credentials.engine());
    int recorded =
        transaction
            .attach(SecretStore.class)
            .put(name, stage.stack().value(), stage.stage().value(), credentials.engine());
    if (recorded == 0) {
      throw taken(stage, name).toException();
    }
    var id = UUID.randomUUID();
    var value = sealed.seal(transaction, name, id, credentials);
    var rows = transaction.attach(SecretVersionStore.class);
    if (rows.replace(name, Stage.AWSCURRENT, id, value) == 0) {
      rows.insert(name, id, Stage.AWSCURRENT, value);
    }
  }

  /**
   * Has a replica's secret, whose values are those of its primary's, however they change.
   *
   * @throws ProblemException as {@link #put}
   */
  public void putAlias(Transaction transaction, StageRef stage, String engine, String of) {
    var name = Secret.nameOf(stage, engine);
    int recorded =
        transaction
            .attach(SecretStore.class)
            .putAlias(name, stage.stack().value(), stage.stage().value(), engine, of);
    if (recorded == 0) {
      throw taken(stage, name).toException();
    }
  }

  /**
   * The database is reached elsewhere from now on: every version says so. What was in force at
   * another port stays marked with that until another value takes its place. Of a replica's it is
   * where it is read that changes.
   */
  public void moveTo(Transaction transaction, String name, String host, int port) {
    var rows = transaction.attach(SecretVersionStore.class);
    var alias = transaction.attach(SecretStore.class).find(name).flatMap(Secret::aliasOf);
    if (alias.isPresent()) {
      transaction
          .attach(SecretStore.class)
          .moveReader(name, host, port)
          .filter(before -> before != 0 && before != port)
          .ifPresent(before -> rows.knownAt(alias.get(), before));
      return;
    }
    for (var row : rows.list(name)) {
      var id = UUID.randomUUID();
      var before = unseal(row);
      var value = sealed.seal(transaction, name, id, before.at(host, port));
      var from = Optional.of(before.port()).filter(it -> it != 0 && it != port);
      written(name, rows.move(name, row.version().stage(), id, value, from));
    }
    written(name, transaction.attach(SecretStore.class).touch(name));
    var _ = transaction.attach(SecretStore.class).moveReaderBesides(name, host, port);
  }

  /**
   * The values of a primary's secret become those of a replica's that takes its place, with where
   * that is; the others have theirs from there, in the caller's transaction. Whoever read one of
   * them reads the same user and password afterwards, and the same keys.
   *
   * @param identifier of the replica's database
   */
  public void succeed(Transaction transaction, String primary, String replica, String identifier) {
    new SecretSuccession(sealed).succeed(transaction, primary, replica, identifier);
  }

  /**
   * Writes what a rotation is bringing in, beside what is in force.
   *
   * @throws ProblemException {@code secret-has-pending}: the caller looks with {@link #findPending}
   *     first, and goes on with what is there
   */
  public void putPending(Transaction transaction, String name, Credentials credentials) {
    var id = UUID.randomUUID();
    int inserted =
        transaction
            .attach(SecretVersionStore.class)
            .insertPending(name, id, sealed.seal(transaction, name, id, credentials));
    if (inserted == 0) {
      if (transaction.attach(SecretStore.class).find(name).isEmpty()) {
        throw unknown(name);
      }
      throw Problem.conflict(
              "secret-has-pending",
              "The secret " + name + " has a value already that a rotation is bringing in.",
              "Let that rotation end: see `cairn op list`.")
          .toException();
    }
    transaction.attach(SecretStore.class).touch(name);
  }

  /**
   * The pending value comes into force; the current one becomes the previous one, in place of any
   * that was. Asked again, nothing happens.
   *
   * @return whether there was a pending value
   */
  public boolean promotePending(Transaction transaction, String name) {
    int moved = transaction.attach(SecretVersionStore.class).promotePending(name);
    if (moved == 0) {
      return false;
    }
    if (moved != 2) {
      throw new IllegalStateException("secret " + name + " had a pending and no current value");
    }
    transaction.attach(SecretStore.class).touch(name);
    return true;
  }

  /**
   * The reverse of {@link #promotePending}: the previous value is in force again, and the one that
   * was is pending. Asked again, nothing happens.
   *
   * @return whether there was a previous value, and no pending one
   */
  public boolean demoteCurrent(Transaction transaction, String name) {
    int moved = transaction.attach(SecretVersionStore.class).demoteCurrent(name);
    if (moved > 0) {
      transaction.attach(SecretStore.class).touch(name);
    }
    return moved > 0;
  }

  /** What a rotation was bringing in is used already and stays in force: as the previous value. */
  public void keepPending(Transaction transaction, String name) {
    transaction.attach(SecretVersionStore.class).keepPending(name);
  }

  /** Names of secrets whose previous value is still in force. */
  public Set<String> listUnrevoked() {
    return versions.listWithPrevious();
  }

  /** Names of secrets whose current value was in force at another port before. */
  public Set<String> listMoved() {
    return versions.listMoved();
  }

  /** The port at which the current value was in force before; empty where there was none. */
  public Optional<Integer> findMovedFrom(Transaction transaction, String name) {
    return transaction.attach(SecretVersionStore.class).findMovedFrom(name);
  }

  /** Every value in force, of every secret. */
  List<Credentials> listInForce() {
    return versions.list().stream().map(this::unseal).toList();
  }

  /** Forgets what a rotation was bringing in, if there is something. */
  public void removePending(Transaction transaction, String name) {
    transaction.attach(SecretVersionStore.class).delete(name, Stage.AWSPENDING);
  }

  /** Forgets what was in force before, if there is something: it was revoked. */
  public void removePrevious(Transaction transaction, String name) {
    transaction.attach(SecretVersionStore.class).delete(name, Stage.AWSPREVIOUS);
  }

  /** With every version. */
  public void remove(Transaction transaction, String name) {
    transaction.attach(SecretStore.class).delete(name);
  }

  @Override
  public String noun() {
    return "secrets";
  }

  @Override
  public int resealAll() {
    int found = 0;
    for (var row : versions.list()) {
      var id = row.version().id();
      var resealed = sealed.reseal(row);
      found += resealed.isPresent() ? 1 : 0;
      resealed.ifPresent(fresh -> versions.reseal(row.secret(), id, row.sealed(), fresh));
    }
    return found;
  }

  private Credentials current(SecretVersionStore rows, String name) {
    return unseal(rows.find(name, Stage.AWSCURRENT).orElseThrow(() -> unknown(name)));
  }

  private Credentials unseal(SecretVersionStore.Row row) {
    return sealed.unseal(row);
  }

  private static Problem taken(StageRef stage, String name) {
    return Problem.conflict(
        "secret-name-taken",
        "The secret of " + stage + " would be called " + name + ", which another stage's is.",
        "Give the stack or the stage another name.");
  }

  private void written(String name, int rows) {
    if (rows != 1) {
      throw unknown(name);
    }
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
