package dev.cairn.replication.reader;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.database.AttachedRefusal;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Followers;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.Redis;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.CatchUp;
import dev.cairn.replication.Promotion;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.plan.ChangeReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Use cases of where the application beside a database reads: what its {@code *_READER_*} variables
 * name. Beside a replica that is the replica, beside a primary nothing, unless somebody chooses.
 */
public final class Readers {
  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Databases databases;
  private final Followers followers;

  public Readers(
      StateDatabase state, Operations operations, Activity activity, Databases databases) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.databases = databases;
    this.followers = new Followers(state);
  }

  /**
   * Where an application reads now.
   *
   * @param reader empty where it is not told any place
   * @param chosen whether somebody chose that
   * @param trouble a sentence where that is away, or far behind
   */
  public record Standing(Optional<Database> reader, boolean chosen, Optional<String> trouble) {}

  public Standing standing(Database database) {
    var reader = followers.findReader(database);
    var chosen = followers.findReadFrom(database);
    return new Standing(
        reader, chosen.isPresent() && chosen.equals(reader), reader.flatMap(this::trouble));
  }

  /** What was chosen, or is about to be; also where that is just leaving. */
  public Optional<DatabaseRef> chosen(DatabaseRef ref) {
    return operations
        .findOpen(ref.readerTarget())
        .filter(it -> it.status() == Operation.Status.OPEN)
        .map(DesiredReaders::wanted)
        .orElseGet(() -> databases.find(ref).flatMap(followers::findReadFrom).map(Database::ref));
  }

  /** Why who reads there sees old data, or none, in a sentence. */
  public Optional<String> trouble(Database reader) {
    var promotion = Promotion.of(operations, reader.ref());
    if (promotion.isEmpty() && !Replicas.answers(reader)) {
      return Optional.of(reader.ref() + " does not answer.");
    }
    try {
      return lag(reader).map(it -> promotion.orElse(it));
    } catch (ProblemException unreachable) {
      return Optional.of(unreachable.problem().message());
    }
  }

  private Optional<String> lag(Database reader) {
    return databases
        .replicaStatus(reader)
        .filter(it -> it.state() != ReplicaStatus.State.STREAMING)
        .map(
            it ->
                it.isFollowing()
                    ? reader.ref() + " is far behind: " + CatchUp.sentence(it)
                    : reader.ref() + " does not follow its primary. " + it.reason());
  }

  /**
   * What may be chosen, itself first. Empty for what has no reader variables. What was the primary
   * and has not come back is none of them.
   */
  public List<Database> choices(Database database) {
    return sameData(database).stream().filter(it -> !it.isPrevious()).toList();
  }

  private List<Database> sameData(Database database) {
    if (database.ref().engine() instanceof Redis || database.origin() == Database.Origin.ATTACHED) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(database),
            database.isReplica()
                ? followers.findPrimary(database).stream()
                : followers.list(database).stream())
        .toList();
  }

  /**
   * Opens the operation that has the application of a stage read somewhere else.
   *
   * @param ref the stage's own database, whose data they are
   * @param from itself, its primary or one of its replicas; empty for what holds without a choice
   * @throws dev.cairn.core.ProblemException {@code reader-of-redis}, {@code attached-database},
   *     {@code reader-of-other-data}, {@code reader-diverged}, {@code reader-not-answering}, {@code
   *     reader-unchanged}
   */
  public Operation change(
      Actor actor, DatabaseRef ref, Optional<DatabaseRef> from, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, ChangeReader.KIND, ref.readerTarget());
          return known.orElseGet(() -> open(transaction, actor, ref, from, idempotencyKey));
        });
  }

  /**
   * Refuses what {@link #change} would refuse, but for what holds already.
   *
   * @throws dev.cairn.core.ProblemException as that
   */
  public void check(DatabaseRef ref, Optional<DatabaseRef> from) {
    ReaderRefusals.checkEngine(ref);
    var database = databases.get(ref);
    var _ = checked(database, from);
  }

  /**
   * Refuses data of another database, be they there or not.
   *
   * @param primaryOf whom a replica follows
   * @throws dev.cairn.core.ProblemException {@code reader-of-redis}, {@code reader-of-other-data}
   */
  public static void checkSameData(
      DatabaseRef ref, DatabaseRef from, Function<DatabaseRef, Optional<DatabaseRef>> primaryOf) {
    ReaderRefusals.checkEngine(ref);
    var followed = primaryOf.apply(ref);
    if (!from.equals(ref)
        && !followed.equals(Optional.of(from))
        && !primaryOf.apply(from).equals(Optional.of(ref))) {
      throw ReaderRefusals.otherData(ref, followed.isPresent(), from, List.of()).toException();
    }
  }

  /** Its own replica is what an application reads without a choice: none is recorded. */
  private Optional<Database> checked(Database database, Optional<DatabaseRef> from) {
    AttachedRefusal.check(database);
    var choices = sameData(database);
    var named =
        from.map(
            wanted ->
                choices.stream()
                    .filter(it -> it.ref().equals(wanted))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            ReaderRefusals.otherData(
                                    database.ref(),
                                    database.isReplica(),
                                    wanted,
                                    choices.stream().map(Database::ref).toList())
                                .toException()));
    named
        .filter(Database::isPrevious)
        .ifPresent(
            it -> {
              throw ReaderRefusals.diverged(it).toException();
            });
    reader(database, named)
        .filter(it -> !Replicas.answers(it))
        .ifPresent(
            it -> {
              throw ReaderRefusals.notAnswering(it).toException();
            });
    return named.filter(it -> !(database.isReplica() && it.equals(database)));
  }

  private Operation open(
      Transaction transaction,
      Actor actor,
      DatabaseRef ref,
      Optional<DatabaseRef> from,
      Optional<String> idempotencyKey) {
    ReaderRefusals.checkEngine(ref);
    followers.lock(transaction, family(databases.get(ref)));
    operations.refuseOpen(transaction, ref.readerTarget());
    var database = databases.get(ref);
    var chosen = checked(database, from);
    var before = followers.findReadFrom(database);
    if (chosen.map(Database::identifier).equals(before.map(Database::identifier))) {
      throw ReaderRefusals.unchanged(database, words(reader(database, chosen))).toException();
    }
    var reader = reader(database, chosen);
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                ChangeReader.plan(
                    ref.stage(),
                    reader.map(Database::ref),
                    before
                        .filter(it -> DesiredReaders.isOpenedFor(database, it))
                        .map(Database::ref)),
                ref.readerTarget(),
                "Have " + ref.stage() + " read " + words(reader),
                actor,
                DesiredReaders.input(database, chosen, before),
                idempotencyKey));
    activity.record(
        transaction,
        actor,
        ChangeReader.KIND,
        ref.toString(),
        Map.of("from", text(reader(database, before)), "to", text(reader)));
    return operation;
  }

  /** Whose row stands for all that hold the same data. */
  private Database family(Database database) {
    return followers.findPrimary(database).orElse(database);
  }

  private Optional<Database> reader(Database database, Optional<Database> chosen) {
    return chosen.or(() -> followers.findDefaultReader(database));
  }

  private static String text(Optional<Database> reader) {
    return reader.map(it -> it.ref().toString()).orElse("none");
  }

  private static String words(Optional<Database> reader) {
    return reader.map(it -> "from " + it.ref()).orElse("where it writes");
  }
}
