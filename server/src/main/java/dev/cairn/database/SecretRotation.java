package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The states that a database's credential goes through while it is rotated, each one transaction
 * that may be asked for again: begun, switched, and revoked or taken back.
 */
final class SecretRotation {
  private final StateDatabase state;
  private final Secrets secrets;
  private final Activity activity;
  private final CredentialUse use;

  SecretRotation(StateDatabase state, Secrets secrets, Activity activity, CredentialUse use) {
    this.state = state;
    this.secrets = secrets;
    this.activity = activity;
    this.use = use;
  }

  /** There is a credential on its way in. */
  void begin(Database database) {
    var name = database.secretName();
    if (secrets.findPending(name).isEmpty()) {
      var next = next(database, secrets.credentials(name));
      state.transaction(
          transaction -> {
            secrets.putPending(transaction, name, next);
            return next;
          });
    }
  }

  /**
   * In PostgreSQL two users take turns, as the old one must go on while the new one comes in. A
   * user of MySQL or Redis has several passwords at once, so that it stays the same.
   */
  static Credentials next(Database database, Credentials current) {
    var username =
        switch (database.ref().engine()) {
          case Postgres _ -> turn(database.database(), current.username());
          // Not the current name, which in one of an earlier Cairn may be that of a second user.
          case MySql _ -> database.database();
          case Redis _ -> current.username();
        };
    return new Credentials(
        username,
        Credentials.newPassword(),
        current.engine(),
        current.host(),
        current.port(),
        current.dbname(),
        current.dbInstanceIdentifier());
  }

  private static String turn(String first, String current) {
    return current.equals(first) ? first + "_2" : first;
  }

  /** What was on its way in is the one that new connections use. */
  void advance(Database database) {
    state.transaction(
        transaction ->
            secrets.promotePending(transaction, database.secretName())
                && rename(transaction, database));
  }

  /** What was before is the one that new connections use; the other is on its way still. */
  void goBack(Database database) {
    state.transaction(
        transaction ->
            secrets.demoteCurrent(transaction, database.secretName())
                && rename(transaction, database));
  }

  private boolean rename(Transaction transaction, Database database) {
    var username = secrets.credentials(transaction, database.secretName()).username();
    return transaction.attach(DatabaseStore.class).rename(database.identifier(), username) == 1;
  }

  /**
   * What was on its way in is given up. Where an application has it already, it stays in force
   * until that lets go of it.
   */
  void abandon(Database database) {
    var name = database.secretName();
    var pending = secrets.findPending(name);
    if (pending.isEmpty()) {
      return;
    }
    boolean used = !use.stages(database.ref().stage(), pending.get()).isEmpty();
    state.transaction(
        transaction -> {
          if (used) {
            secrets.keepPending(transaction, name);
          } else {
            secrets.removePending(transaction, name);
          }
          return used;
        });
  }

  /** Whether one is in force that no application uses any more. Asked often: opens no variables. */
  boolean isOldUnused(Database database) {
    return secrets
        .findPrevious(database.secretName())
        .filter(old -> use.stages(database.ref().stage(), old).isEmpty())
        .isPresent();
  }

  /** Empty where only one credential is in force. */
  Optional<OldCredential> findOld(Database database) {
    return secrets
        .findPrevious(database.secretName())
        .map(
            old -> {
              var applications = use.stages(database.ref().stage(), old);
              return new OldCredential(
                  old.username(),
                  applications,
                  applications.isEmpty() ? List.of() : use.copies(old));
            });
  }

  /** The engine admits it no more; nothing is left of it. */
  void forgetOld(Database database) {
    var name = database.secretName();
    var old = secrets.findPrevious(name);
    if (old.isEmpty()) {
      return;
    }
    state.transaction(
        transaction -> {
          secrets.removePrevious(transaction, name);
          activity.record(
              transaction,
              Actor.CAIRN,
              "revoke-credential",
              database.ref().toString(),
              Map.of("secret", name, "username", old.get().username()));
          return name;
        });
  }
}
