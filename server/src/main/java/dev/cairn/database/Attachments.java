package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.database.plan.AttachDatabase;
import dev.cairn.database.plan.DetachDatabase;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.Plan;
import dev.cairn.provider.Examined;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabases;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Use cases of databases that somebody else runs. Everything is tested before anything is recorded;
 * in the database itself nothing is ever changed.
 */
public final class Attachments {
  private final StateDatabase state;
  private final Stacks stacks;
  private final Operations operations;
  private final Activity activity;
  private final ExistingDatabases existing;
  private final DesiredDatabases databases;
  private final DesiredAttachments desired;

  /**
   * @param runsInContainers whether the stage has an application that runs as containers
   */
  public Attachments(
      StateDatabase state,
      Stacks stacks,
      Secrets secrets,
      Operations operations,
      Activity activity,
      ExistingDatabases existing,
      Predicate<StageRef> runsInContainers) {
    this.state = state;
    this.stacks = stacks;
    this.operations = operations;
    this.activity = activity;
    this.existing = existing;
    this.databases = new DesiredDatabases(state, secrets, activity);
    this.desired = new DesiredAttachments(state, secrets, runsInContainers);
  }

  /** How an attached database is reached. */
  public Attachment get(DatabaseRef ref) {
    var database = attached(databases.find(ref), ref);
    return desired
        .findCurrent(database.identifier())
        .or(() -> desired.findPending(database.identifier()))
        .orElseThrow();
  }

  /**
   * Whether an attached database is reached just so; passwords are not compared. Nothing is reached
   * by what {@link #check} refuses.
   */
  public boolean isReachedBy(DatabaseRef ref, AttachSpec spec) {
    ExistingDatabase wanted;
    try {
      wanted = AttachChecks.of(ref.engine(), spec);
    } catch (ProblemException refused) {
      return false;
    }
    var now = get(ref);
    return now.host().equals(wanted.host())
        && now.port() == wanted.port()
        && now.database().equals(wanted.database())
        && now.username().equals(wanted.username())
        && now.tls() == wanted.tls()
        && now.givenAuthority().equals(wanted.authority());
  }

  /**
   * Refuses what {@link #attach} would refuse of the database itself, before the stage is there.
   * Takes as long as looking at the database takes; makes the stage's network where it has to look
   * from there.
   *
   * @param inContainers whether the stage's application is going to run as containers
   */
  public void check(DatabaseRef ref, AttachSpec spec, boolean inContainers) {
    var wanted = AttachChecks.of(ref.engine(), spec);
    DesiredAttachments.checkReach(examined(ref, wanted), inContainers);
  }

  /**
   * Attaches. Takes as long as looking at the database takes, a few seconds at most.
   *
   * @throws dev.cairn.core.ProblemException what is wrong with it, and then nothing was recorded
   */
  public Operation attach(
      Actor actor, DatabaseRef ref, AttachSpec spec, Optional<String> idempotencyKey) {
    var wanted = AttachChecks.of(ref.engine(), spec);
    var known =
        state.transaction(
            transaction -> {
              var repeated = repeated(transaction, actor, ref, AttachDatabase.KIND, idempotencyKey);
              if (repeated.isEmpty()) {
                ready(transaction, ref);
                databases
                    .find(transaction, ref)
                    .ifPresent(
                        it -> {
                          throw taken(it).toException();
                        });
              }
              return repeated;
            });
    if (known.isPresent()) {
      return known.get();
    }
    examine(ref, wanted);
    var identifier = DatabaseNames.newIdentifier(ref);
    return state.transaction(
        transaction -> {
          stacks.getStage(transaction, ref.stage());
          var operation =
              open(
                  transaction,
                  AttachDatabase.plan(ref.engine()),
                  ref,
                  "Attach " + ref.engine().displayName() + " to " + ref.stage(),
                  actor,
                  input(identifier, wanted),
                  idempotencyKey);
          if (!DesiredDatabases.identifier(operation).equals(identifier)) {
            return operation;
          }
          if (!desired.record(transaction, operation, wanted)) {
            throw DesiredDatabases.taken(ref).toException();
          }
          return operation;
        });
  }

  /** An attached database is reached otherwise from now on; without a gap for its application. */
  public Operation replace(
      Actor actor, DatabaseRef ref, AttachSpec spec, Optional<String> idempotencyKey) {
    var wanted = AttachChecks.of(ref.engine(), spec);
    var known =
        state.transaction(
            transaction -> {
              var repeated =
                  repeated(transaction, actor, ref, AttachDatabase.REPLACE, idempotencyKey);
              if (repeated.isEmpty()) {
                ready(transaction, ref);
                attached(databases.find(transaction, ref), ref);
              }
              return repeated;
            });
    if (known.isPresent()) {
      return known.get();
    }
    examine(ref, wanted);
    return state.transaction(
        transaction -> {
          var repeated = repeated(transaction, actor, ref, AttachDatabase.REPLACE, idempotencyKey);
          if (repeated.isPresent()) {
            return repeated.get();
          }
          ready(transaction, ref);
          var database = attached(databases.find(transaction, ref), ref);
          var operation =
              open(
                  transaction,
                  AttachDatabase.replace(ref.engine()),
                  ref,
                  "Reach the " + ref.engine().displayName() + " of " + ref.stage() + " otherwise",
                  actor,
                  input(database.identifier(), wanted),
                  idempotencyKey);
          desired.recordReplacement(transaction, operation, database, wanted);
          return operation;
        });
  }

  /** The stage is no longer wired to it; the database stays as it is. */
  public Operation detach(Actor actor, DatabaseRef ref, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var repeated = repeated(transaction, actor, ref, DetachDatabase.KIND, idempotencyKey);
          if (repeated.isPresent()) {
            return repeated.get();
          }
          ready(transaction, ref);
          var database = attached(databases.find(transaction, ref), ref);
          return open(
              transaction,
              DetachDatabase.plan(),
              ref,
              "Detach the " + ref.engine().displayName() + " of " + ref.stage(),
              actor,
              Map.of("identifier", database.identifier()),
              idempotencyKey);
        });
  }

  private void examine(DatabaseRef ref, ExistingDatabase wanted) {
    desired.checkReach(ref.stage(), examined(ref, wanted));
  }

  private Examined examined(DatabaseRef ref, ExistingDatabase wanted) {
    return existing.examine(wanted, ref.stage(), line -> {});
  }

  private void ready(Transaction transaction, DatabaseRef ref) {
    stacks.getStage(transaction, ref.stage());
    operations.refuseOpen(transaction, ref.toString());
  }

  private Optional<Operation> repeated(
      Transaction transaction, Actor actor, DatabaseRef ref, String kind, Optional<String> key) {
    return operations.findRepeated(transaction, actor, key, kind, ref.toString());
  }

  private Operation open(
      Transaction transaction,
      Plan plan,
      DatabaseRef ref,
      String title,
      Actor actor,
      Map<String, String> input,
      Optional<String> key) {
    var operation =
        operations.open(
            transaction, new NewOperation(plan, ref.toString(), title, actor, input, key));
    if (operation.input().equals(input)) {
      activity.record(transaction, actor, plan.kind(), ref.toString(), input);
    }
    return operation;
  }

  /** What is shown to everybody: never the password. */
  private static Map<String, String> input(String identifier, ExistingDatabase wanted) {
    var all = new HashMap<String, String>();
    all.put("identifier", identifier);
    all.put("host", wanted.host());
    all.put("port", Integer.toString(wanted.port()));
    all.put("database", wanted.database());
    all.put("username", wanted.username());
    all.put("tls", wanted.tls().name().toLowerCase(Locale.ROOT));
    return Map.copyOf(all);
  }

  private static Problem taken(Database database) {
    var ref = database.ref();
    return database.origin() == Database.Origin.ATTACHED
        ? Problem.conflict(
            "database-exists",
            "A " + ref.engine().displayName() + " is attached to " + ref.stage() + " already.",
            "Give it another host, user or password with cairn db attach --replace, or detach it"
                + " first with cairn db detach "
                + ref
                + ".")
        : DesiredDatabases.taken(ref);
  }

  private static Database attached(Optional<Database> found, DatabaseRef ref) {
    var database =
        found.orElseThrow(
            () ->
                Problem.notFound(
                        "unknown-database",
                        ref.stage() + " has no " + ref.engine().displayName() + ".",
                        "Attach one with cairn db attach "
                            + ref.stage()
                            + " "
                            + ref.engine().id()
                            + ".")
                    .toException());
    if (database.origin() != Database.Origin.ATTACHED) {
      throw Problem.conflict(
              "not-attached",
              ref + " was not attached: Cairn made it and runs it.",
              "Remove it with cairn db remove " + ref + ", which keeps a final backup.")
          .toException();
    }
    return database;
  }
}
