package dev.cairn.replication;

import dev.cairn.activity.Activity;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseChecks;
import dev.cairn.database.DatabaseNames;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Followers;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operation;
import dev.cairn.secret.Secret;
import dev.cairn.secret.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wanted of replicas, with their secrets: recorded, found again, forgotten. */
public final class DesiredReplicas {
  private static final String IDENTIFIER = "identifier";
  private static final String TUNING = "tuning";

  private final StateDatabase state;
  private final Secrets secrets;
  private final DesiredDatabases databases;
  private final Followers followers;

  public DesiredReplicas(StateDatabase state, Secrets secrets, Activity activity) {
    this.state = state;
    this.secrets = secrets;
    this.databases = new DesiredDatabases(state, secrets, activity);
    this.followers = new Followers(state);
  }

  public DesiredDatabases databases() {
    return databases;
  }

  /** The input of an operation that adds: enough to record it again after an undo. */
  static Map<String, String> input(DatabaseRef ref, DatabaseChecks.Size size, Database primary) {
    var all = new HashMap<>(Followers.input(DatabaseNames.newIdentifier(ref), primary));
    all.put("version", size.version());
    all.put("type", size.type().name());
    all.put("storage", Long.toString(size.storage().toGib()));
    if (!size.tuning().equals(Tuning.NONE)) {
      all.put(TUNING, size.tuning().text());
    }
    return Map.copyOf(all);
  }

  /** False where the stage has a database of that engine; then nothing was written. */
  boolean record(
      Transaction transaction, DatabaseRef ref, Database primary, Map<String, String> input) {
    if (databases.find(transaction, ref).isPresent()) {
      return false;
    }
    var stage = ref.stage();
    var engine = ref.engine().id();
    secrets.putAlias(transaction, stage, engine, primary.secretName());
    var rows = transaction.attach(ReplicaStore.class);
    boolean isNew =
        rows.insert(
                stage.stack().value(),
                stage.stage().value(),
                engine,
                require(input, IDENTIFIER),
                require(input, "version"),
                require(input, "type"),
                Bytes.ofGib(Long.parseLong(require(input, "storage"))).value(),
                Secret.nameOf(stage, engine),
                primary.identifier())
            == 1;
    if (isNew && input.containsKey(TUNING)) {
      rows.insertTuning(require(input, IDENTIFIER), require(input, TUNING));
    }
    return isNew;
  }

  /** The replica that the operation adds; recorded again where an undo had forgotten it. */
  Database ensureRecorded(Operation operation) {
    var ref = DatabaseRef.parse(operation.target());
    var found = databases.find(operation);
    if (found.isPresent()) {
      return found.get();
    }
    var primary = findPrimary(operation).orElseThrow(() -> primaryGone(operation).toException());
    boolean recorded =
        state.transaction(
            transaction -> {
              followers.lock(transaction, primary);
              return record(transaction, ref, primary, operation.input());
            });
    if (!recorded) {
      throw DesiredDatabases.taken(ref).toException();
    }
    return databases.find(operation).orElseThrow();
  }

  /** As {@link Followers#findPrimary(Operation)}. */
  public Optional<Database> findPrimary(Operation operation) {
    return followers.findPrimary(operation);
  }

  /** It follows, with nothing that its primary does not have. */
  public void rejoined(Database replica) {
    var _ = state.store(ReplicaStore.class).rejoined(replica.identifier());
  }

  public List<Database> replicasOf(Database primary) {
    return followers.list(primary);
  }

  public static Problem primaryGone(Operation operation) {
    return ReplicaRefusals.primaryGone(Followers.primary(operation));
  }

  /** Its primary is wanted without it, or with it again. */
  void leave(Operation operation, boolean leaving) {
    state.transaction(
        transaction ->
            transaction
                .attach(ReplicaStore.class)
                .leave(DesiredDatabases.identifier(operation), leaving));
  }

  private static String require(Map<String, String> input, String key) {
    return Optional.ofNullable(input.get(key))
        .orElseThrow(() -> new IllegalStateException("operation without " + key));
  }
}
