package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Examined;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secret;
import dev.cairn.secret.Secrets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Attachments with their secrets: recorded, examined, put to use, forgotten. */
final class DesiredAttachments {
  private final StateDatabase state;
  private final Secrets secrets;
  private final Predicate<StageRef> runsInContainers;
  private final AttachmentStore store;

  DesiredAttachments(StateDatabase state, Secrets secrets, Predicate<StageRef> runsInContainers) {
    this.state = state;
    this.secrets = secrets;
    this.runsInContainers = runsInContainers;
    this.store = state.store(AttachmentStore.class);
  }

  /** A new one. False where the stage has a database of that engine; then nothing was written. */
  boolean record(Transaction transaction, Operation operation, ExistingDatabase wanted) {
    var ref = DatabaseRef.parse(operation.target());
    var identifier = DesiredDatabases.identifier(operation);
    var stage = ref.stage();
    var engine = ref.engine().id();
    var known =
        transaction
            .attach(DatabaseStore.class)
            .find(stage.stack().value(), stage.stage().value(), engine);
    if (known.isPresent()) {
      return false;
    }
    secrets.put(transaction, stage, credentials(identifier, wanted));
    var rows = transaction.attach(AttachmentStore.class);
    int inserted =
        rows.insertDatabase(
            stage.stack().value(),
            stage.stage().value(),
            engine,
            identifier,
            wanted.database(),
            wanted.username(),
            Secret.nameOf(stage, engine));
    return inserted == 1 && recordPending(rows, operation, wanted);
  }

  /** In place of how it is reached now; the current one stays in force. */
  void recordReplacement(
      Transaction transaction, Operation operation, Database database, ExistingDatabase wanted) {
    secrets.putPending(
        transaction, database.secretName(), credentials(database.identifier(), wanted));
    recordPending(transaction.attach(AttachmentStore.class), operation, wanted);
  }

  private static boolean recordPending(
      AttachmentStore rows, Operation operation, ExistingDatabase wanted) {
    return rows.insertPending(
            DesiredDatabases.identifier(operation),
            operation.id(),
            wanted.host(),
            wanted.port(),
            wanted.database(),
            wanted.username(),
            wanted.tls(),
            wanted.authority())
        == 1;
  }

  private static Credentials credentials(String identifier, ExistingDatabase wanted) {
    return new Credentials(
        wanted.username(),
        wanted.password(),
        wanted.engine().id(),
        wanted.host(),
        wanted.port(),
        wanted.database(),
        identifier);
  }

  Optional<Attachment> findCurrent(String identifier) {
    return store.findCurrent(identifier);
  }

  Optional<Attachment> findPending(String identifier) {
    return store.findPending(identifier);
  }

  /** With the password that belongs to it. */
  ExistingDatabase existing(Database database, Attachment attachment, boolean pending) {
    var name = database.secretName();
    var credentials =
        Optional.of(name)
            .filter(it -> pending)
            .flatMap(secrets::findPending)
            .orElseGet(() -> secrets.credentials(name));
    return new ExistingDatabase(
        database.ref().engine(),
        attachment.host(),
        attachment.port(),
        attachment.database(),
        attachment.username(),
        credentials.password(),
        attachment.tls(),
        pending ? attachment.givenAuthority() : attachment.authority());
  }

  /** What its application would not reach is refused; a stage without one is told. */
  void checkReach(StageRef stage, Examined examined) {
    checkReach(examined, runsInContainers.test(stage));
  }

  static void checkReach(Examined examined, boolean inContainers) {
    if (examined.unreachable().isPresent() && inContainers) {
      throw examined.unreachable().get().toException();
    }
  }

  void examined(String identifier, Examined examined) {
    store.examined(
        identifier,
        examined.version(),
        examined.containerHost(),
        examined.authority(),
        warnings(examined));
  }

  static String warnings(Examined examined) {
    var all = new java.util.ArrayList<>(examined.warnings());
    examined.unreachable().map(Problem::message).ifPresent(all::add);
    return String.join(" ", all);
  }

  /** The pending one comes into force, with its secret: from now on it feeds the variables. */
  boolean use(Database database, Attachment pending, Optional<Path> authority) {
    return state.transaction(
        transaction -> {
          var rows = transaction.attach(AttachmentStore.class);
          if (rows.findPending(pending.identifier()).isEmpty()) {
            return false;
          }
          rows.delete(pending.identifier(), "CURRENT");
          rows.promote(pending.identifier());
          boolean secure = pending.tls() != ExistingDatabase.Tls.OFF;
          rows.use(
              pending.identifier(),
              pending.version().orElse(""),
              pending.database(),
              pending.username(),
              pending.host(),
              pending.containerHost().orElse(pending.host()),
              pending.port(),
              secure ? OptionalInt.of(pending.port()) : OptionalInt.empty(),
              authority.map(Path::toString),
              pending.warnings());
          if (secrets.promotePending(transaction, database.secretName())) {
            // Nothing of Cairn's knows the former password any more; who runs the database does.
            secrets.removePrevious(transaction, database.secretName());
          }
          return true;
        });
  }

  /** What was on its way in is forgotten; what is in force stays. */
  void dropPending(Database database) {
    state.transaction(
        transaction -> {
          int dropped =
              transaction.attach(AttachmentStore.class).delete(database.identifier(), "PENDING");
          secrets.removePending(transaction, database.secretName());
          return dropped;
        });
  }
}
