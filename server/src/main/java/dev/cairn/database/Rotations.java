package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.plan.RotateSecret;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Use cases of credentials that are rotated. */
public final class Rotations {
  private final StateDatabase state;
  private final Secrets secrets;
  private final Operations operations;
  private final Activity activity;
  private final Databases databases;
  private final CredentialUse use;
  private final SecretRotation rotation;

  public Rotations(
      StateDatabase state,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Databases databases,
      CredentialUse use) {
    this.state = state;
    this.secrets = secrets;
    this.operations = operations;
    this.activity = activity;
    this.databases = databases;
    this.use = use;
    this.rotation = new SecretRotation(state, secrets, activity, use);
  }

  /**
   * What a rotation would do.
   *
   * @param next the user of the new credential
   * @param applications stages whose application is deployed again
   * @param copies variables that hold the password and keep the old credential in force
   */
  public record Preview(
      String secret,
      String username,
      String next,
      List<StageRef> applications,
      List<CredentialUse.Copy> copies,
      Optional<OldCredential> unfinished) {}

  public Preview preview(DatabaseRef ref) {
    var database = databases.get(ref);
    AttachedRefusal.check(database);
    ReplicaRefusal.check(database, "credential");
    var current = secrets.credentials(database.secretName());
    return new Preview(
        database.secretName(),
        current.username(),
        SecretRotation.next(database, current).username(),
        use.stages(ref.stage(), current),
        use.copies(current),
        findOld(database));
  }

  /**
   * Opens the operation that gives a database a new credential.
   *
   * @throws dev.cairn.core.ProblemException {@code rotation-unfinished} where an application still
   *     runs on the credential from before the last rotation; {@code database-not-answering}
   */
  public Operation rotate(Actor actor, DatabaseRef ref, Optional<String> idempotencyKey) {
    databases.get(ref);
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, RotateSecret.KIND, ref.toString());
          return known.orElseGet(
              () -> open(transaction, actor, ref, idempotencyKey, Optional.empty()));
        });
  }

  /**
   * As {@link #rotate}, by Cairn itself: where the current credential was in force at another port
   * before, which its database lost to somebody. Once there is another, nothing happens.
   *
   * @return empty where nothing is to be done
   */
  Optional<Operation> rotateMoved(Database database) {
    return state.transaction(
        transaction ->
            secrets
                .findMovedFrom(transaction, database.secretName())
                .map(
                    port ->
                        open(
                            transaction,
                            Actor.CAIRN,
                            database.ref(),
                            Optional.empty(),
                            Optional.of(mayBeKnown(port)))));
  }

  private static String mayBeKnown(int port) {
    return "Its port "
        + port
        + " was taken while its server was away: whoever connected there may have told the"
        + " password.";
  }

  private Operation open(
      Transaction transaction,
      Actor actor,
      DatabaseRef ref,
      Optional<String> idempotencyKey,
      Optional<String> reason) {
    operations.refuseOpen(transaction, ref.toString());
    var database = databases.get(ref);
    AttachedRefusal.check(database);
    ReplicaRefusal.check(database, "credential");
    check(database);
    for (var replica : databases.listReplicas(ref)) {
      // It takes no other password any more; one that somebody wrote to follows all the same.
      ReplicaRefusal.checkDiverged(
          replica.ref(),
          "The credential of " + ref + " is not rotated: " + replica.ref(),
          databases.replicaStatus(replica).filter(it -> it.behind().isEmpty()));
    }
    var secret = database.secretName();
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                RotateSecret.plan(),
                ref.toString(),
                "Rotate the credential of the " + ref.engine().displayName() + " of " + ref.stage(),
                actor,
                Map.of("identifier", database.identifier(), "secret", secret),
                idempotencyKey));
    var details = new HashMap<>(Map.of("secret", secret));
    reason.ifPresent(it -> details.put("reason", it));
    activity.record(transaction, actor, RotateSecret.KIND, ref.toString(), details);
    return operation;
  }

  private void check(Database database) {
    if (!database.status().isAnswering()) {
      throw Problem.conflict(
              "database-not-answering",
              database.ref() + " does not run: it cannot be given a new credential.",
              "Bring it back first; see cairn db show " + database.ref() + ".")
          .toException();
    }
    findOld(database)
        .ifPresent(
            old -> {
              throw Problem.conflict("rotation-unfinished", old.sentence(), advice(old))
                  .toException();
            });
  }

  private static String advice(OldCredential old) {
    return old.applications().isEmpty()
        ? "Try again in a few seconds."
        : "Deploy it with cairn deploy " + old.applications().getFirst() + ", then rotate again.";
  }

  /** The credential from before the last rotation, where it is still in force. */
  public Optional<OldCredential> findOld(Database database) {
    return rotation.findOld(database);
  }

  /** As {@link SecretRotation#isOldUnused}. */
  boolean isOldUnused(Database database) {
    return rotation.isOldUnused(database);
  }

  /** Stages whose application should get the current credential and runs on another. */
  public List<StageRef> listStale(DatabaseRef ref) {
    return databases.find(ref).stream()
        .flatMap(database -> others(database.secretName()))
        .flatMap(other -> use.stages(ref.stage(), other).stream())
        .distinct()
        .toList();
  }

  private Stream<Credentials> others(String secret) {
    return Stream.concat(
        secrets.findPrevious(secret).stream(), secrets.findPending(secret).stream());
  }
}
