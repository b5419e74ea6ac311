package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operation;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secret;
import dev.cairn.secret.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wanted of databases, with their secrets: recorded, found again, forgotten. */
public final class DesiredDatabases {
  private static final Logger LOG = LoggerFactory.getLogger(DesiredDatabases.class);
  private static final String IDENTIFIER = "identifier";
  private static final String CACHE_ONLY = "cacheOnly";

  private final StateDatabase state;
  private final Secrets secrets;
  private final Activity activity;
  private final Followers followers;

  public DesiredDatabases(StateDatabase state, Secrets secrets, Activity activity) {
    this.state = state;
    this.secrets = secrets;
    this.activity = activity;
    this.followers = new Followers(state);
  }

  /** The input of an operation that adds: enough to record it again after an undo. */
  static Map<String, String> input(
      String identifier, DatabaseChecks.Size size, Optional<String> fromBackup) {
    var all = new HashMap<String, String>();
    all.put(IDENTIFIER, identifier);
    all.put("version", size.version());
    all.put("type", size.type().name());
    all.put("storage", size.storage().toGib() + "");
    if (size.cacheOnly()) {
      all.put(CACHE_ONLY, "true");
    }
    fromBackup.ifPresent(backup -> all.put("fromBackup", backup));
    if (!size.tuning().equals(Tuning.NONE)) {
      all.put(ApplyTuning.TUNING, size.tuning().text());
    }
    return Map.copyOf(all);
  }

  public static String identifier(Operation operation) {
    return identifier(operation.input());
  }

  public static String identifier(Map<String, String> input) {
    return Optional.ofNullable(input.get(IDENTIFIER)).orElse("");
  }

  /** False where the stage has a database of that engine; then nothing was written. */
  boolean record(Transaction transaction, DatabaseRef ref, Map<String, String> input) {
    var stage = ref.stage();
    var name = DatabaseNames.databaseOf(ref);
    var user = DatabaseNames.userOf(stage.stack());
    var engine = ref.engine().id();
    var rows = transaction.attach(DatabaseStore.class);
    if (rows.find(stage.stack().value(), stage.stage().value(), engine).isPresent()) {
      return false;
    }
    var identifier = require(input, IDENTIFIER);
    secrets.put(
        transaction,
        stage,
        new Credentials(user, Credentials.newPassword(), engine, "", 0, name, identifier));
    boolean isNew =
        rows.insert(
                stage.stack().value(),
                stage.stage().value(),
                engine,
                identifier,
                require(input, "version"),
                require(input, "type"),
                Bytes.ofGib(Long.parseLong(require(input, "storage"))).value(),
                input.containsKey(CACHE_ONLY),
                name,
                user,
                Secret.nameOf(stage, engine),
                Optional.ofNullable(input.get("fromBackup")))
            == 1;
    if (isNew && input.containsKey(ApplyTuning.TUNING)) {
      rows.insertTuning(identifier, require(input, ApplyTuning.TUNING));
    }
    return isNew;
  }

  /** The database that the operation adds; recorded again where an undo had forgotten it. */
  Database ensureRecorded(Operation operation) {
    var ref = DatabaseRef.parse(operation.target());
    return find(operation)
        .orElseGet(
            () -> {
              boolean recorded =
                  state.transaction(transaction -> record(transaction, ref, operation.input()));
              if (!recorded) {
                throw taken(ref).toException();
              }
              return find(operation).orElseThrow();
            });
  }

  /**
   * The database that the operation is about; empty where it is gone, or another took its place.
   */
  public Optional<Database> find(Operation operation) {
    return find(DatabaseRef.parse(operation.target()))
        .filter(database -> database.identifier().equals(identifier(operation)));
  }

  Optional<Database> find(DatabaseRef ref) {
    return state.transaction(transaction -> find(transaction, ref));
  }

  public Optional<Database> find(Transaction transaction, DatabaseRef ref) {
    return transaction
        .attach(DatabaseStore.class)
        .find(ref.stage().stack().value(), ref.stage().stage().value(), ref.engine().id());
  }

  /**
   * As wanted now, with every login in force: the current one first, then one that a rotation
   * brings in, then one that an application may still use. The one place that knows them.
   */
  DatabaseInstance instance(Database database, Optional<String> fromBackup) {
    var name = database.secretName();
    var logins = new ArrayList<Login>();
    logins.add(login(secrets.credentials(name)));
    secrets.findPending(name).map(DesiredDatabases::login).ifPresent(logins::add);
    secrets.findPrevious(name).map(DesiredDatabases::login).ifPresent(logins::add);
    return instance(database, fromBackup, logins);
  }

  /** As wanted now, with the data that it has. */
  public DatabaseInstance instance(Database database) {
    return instance(database, Optional.empty());
  }

  /** Its replicas that are made, or being made. */
  List<Database> replicas(Database primary) {
    return followers.list(primary);
  }

  /** Itself first. */
  List<Database> withReplicas(Database database) {
    return Stream.concat(Stream.of(database), replicas(database).stream()).toList();
  }

  /** With the current login alone: nobody uses another any more. */
  DatabaseInstance instanceWithoutOld(Database database) {
    return instance(
        database, Optional.empty(), List.of(login(secrets.credentials(database.secretName()))));
  }

  private static Login login(Credentials credentials) {
    return new Login(credentials.username(), credentials.password());
  }

  /** What it has beyond its type. */
  public Tuning tuning(Database database) {
    return state.transaction(transaction -> tuning(transaction, database));
  }

  Tuning tuning(Transaction transaction, Database database) {
    return transaction
        .attach(DatabaseStore.class)
        .findTuning(database.identifier())
        .map(Tuning::of)
        .orElse(Tuning.NONE);
  }

  /** As {@link #resize}, of what it has beyond its type. */
  boolean tune(Operation operation, String which) {
    var tuning = operation.input().getOrDefault(which, "");
    return state.transaction(
        transaction ->
            transaction
                    .attach(DatabaseStore.class)
                    .tune(identifier(operation), tuning, operation.id())
                == 1);
  }

  private DatabaseInstance instance(
      Database database, Optional<String> fromBackup, List<Login> logins) {
    return new DatabaseInstance(
        database.identifier(),
        database.ref().engine(),
        database.version(),
        database.type(),
        database.storage(),
        Optional.of(database.ref().stage()),
        database.database(),
        logins,
        database.cacheOnly(),
        fromBackup,
        tuningInForce(database),
        followers.replication(database, this::tuning));
  }

  /** What lies in the data of a replica is its primary's, whatever it was when that was copied. */
  public Tuning tuningInForce(Database database) {
    var own = tuning(database);
    return followers
        .findPrimary(database)
        .map(this::tuning)
        .map(it -> new Tuning(own.settings(), it.extensions(), it.createsDatabases()))
        .orElse(own);
  }

  Sensitive<String> password(Database database) {
    return secrets.credentials(database.secretName()).password();
  }

  /**
   * It answers as observed: recorded, and the secret says where. That it begins or ends to refuse
   * writes is an activity of Cairn's.
   *
   * @throws IllegalArgumentException where it was seen nowhere
   */
  void answers(Database database, Observed observed) {
    var endpoint = observed.endpoint().orElseThrow(IllegalArgumentException::new);
    var now = statusOf(observed);
    var reason = observed.writable() ? "" : observed.reason();
    var ref = database.ref().toString();
    state.transaction(
        transaction -> {
          var before =
              transaction
                  .attach(DatabaseStore.class)
                  .answers(
                      database.identifier(),
                      now,
                      reason,
                      endpoint.host(),
                      endpoint.containerHost(),
                      endpoint.port(),
                      endpoint.tlsPort(),
                      endpoint.certificateAuthority().map(Path::toString),
                      observed.used().value());
          if (before.isPresent() && !database.endpoint().equals(Optional.of(endpoint))) {
            secrets.moveTo(transaction, database.secretName(), endpoint.host(), endpoint.port());
          }
          boolean wasReadOnly = before.equals(Optional.of(Database.Status.READ_ONLY));
          boolean isReadOnly = before.isPresent() && now == Database.Status.READ_ONLY;
          if (isReadOnly && !wasReadOnly) {
            activity.record(
                transaction, Actor.CAIRN, "refuse-writes", ref, Map.of("reason", reason));
            LOG.warn("Database {} refuses writes: {}", ref, reason);
          } else if (wasReadOnly && !isReadOnly) {
            var room = Map.of("used", observed.used() + " of " + database.storage());
            activity.record(transaction, Actor.CAIRN, "take-writes-again", ref, room);
            LOG.info("Database {} takes writes again", ref);
          }
          return true;
        });
  }

  static Database.Status statusOf(Observed observed) {
    return observed.writable() ? Database.Status.AVAILABLE : Database.Status.READ_ONLY;
  }

  /**
   * Records the size that the operation wants, or the one it takes back.
   *
   * @param which of the sizes in its input
   * @return false where another resize succeeded since; then nothing was written
   */
  boolean resize(Operation operation, String which) {
    var input = operation.input();
    var storage = Bytes.ofGib(Long.parseLong(require(input, "storage" + which)));
    return state.transaction(
        transaction ->
            transaction
                    .attach(DatabaseStore.class)
                    .resize(
                        identifier(operation),
                        require(input, "type" + which),
                        storage.value(),
                        operation.id())
                == 1);
  }

  void failed(Database database, String reason) {
    state.transaction(
        transaction ->
            transaction.attach(DatabaseStore.class).failed(database.identifier(), reason));
  }

  /** Neither row nor secret is left. */
  public void forget(Operation operation) {
    find(operation)
        .ifPresent(
            database ->
                state.transaction(
                    transaction -> {
                      transaction.attach(DatabaseStore.class).delete(database.identifier());
                      secrets.remove(transaction, database.secretName());
                      return true;
                    }));
  }

  public static Problem taken(DatabaseRef ref) {
    return Problem.conflict(
        "database-exists",
        ref.stage() + " has a " + ref.engine().displayName() + " already.",
        "A stage has at most one of each engine: use the one that is there, or another stage.");
  }

  private static String require(Map<String, String> input, String key) {
    return Optional.ofNullable(input.get(key))
        .orElseThrow(() -> new IllegalStateException("operation without " + key));
  }
}
