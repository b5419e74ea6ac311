package dev.cairn.metrics;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operations;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.Replication;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases of one stack on a provider, a sampler that ticks by hand, and a clock that is set. */
final class MetricsBench {
  private static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final AtomicInteger STACKS = new AtomicInteger();
  private static final Bytes STORAGE = Bytes.ofGib(20);

  final StateDatabase state;
  final DatabaseProvider provider;
  final Databases databases;
  private final Stacks stacks;
  final Operations operations;
  final Sampler sampler;
  final Metrics metrics;
  final StageRef stage;
  Instant now = Instant.parse("2026-03-14T10:00:00Z");

  MetricsBench(StateDatabase state, DatabaseProvider provider, Path home) {
    this.state = state;
    this.provider = provider;
    var activity = new Activity(state);
    operations = new Operations(state, activity);
    stacks = new Stacks(state, operations, activity, Map.of("local", List.of("local")), it -> {});
    var secrets = new Secrets(state, activity, MasterKey.open(home.resolve("master.key"), true));
    databases =
        new Databases(
            state,
            stacks,
            secrets,
            operations,
            activity,
            new Targets(stacks, Map.of("local", provider)),
            () -> now);
    sampler = new Sampler(state, databases, () -> now, Duration.ofMillis(500), () -> {});
    metrics = new Metrics(state, sampler, () -> now);
    var stack = new Name("shop-" + STACKS.incrementAndGet());
    stage = new StageRef(stack, new Name("dev"));
    state.transaction(
        transaction -> transaction.handle().execute("delete from replica; delete from database"));
    stacks.create(ANNA, stack);
    stacks.createStage(
        ANNA, new StageSpec(stage, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** A database that runs. */
  Database add(Engine engine) {
    return add(engine, stage, Replication.NONE);
  }

  /** A replica that runs, in a stage of its own. */
  Database addReplica(Database primary) {
    var other = new StageRef(stage.stack(), new Name("eu"));
    stacks.createStage(
        ANNA, new StageSpec(other, Optional.empty(), Optional.empty(), Optional.empty()));
    var id = idOf(other, primary.ref().engine());
    var known =
        provider.ensure(
            instance(primary.identifier(), primary.ref().engine(), serving(id)), said -> {});
    if (!known.equals(Progress.ready())) {
      throw new IllegalStateException(known.toString());
    }
    var followed = new Replication.Primary(primary.identifier(), primary.type(), Tuning.NONE);
    var replica =
        add(
            primary.ref().engine(),
            other,
            new Replication(Optional.of(followed), List.of(), List.of()));
    state.transaction(
        transaction -> {
          transaction
              .handle()
              .execute(
                  "update database set origin = 'REPLICA' where identifier = ?",
                  replica.identifier());
          return transaction
              .handle()
              .execute(
                  "insert into replica (identifier, primary_identifier) values (?, ?)",
                  replica.identifier(),
                  primary.identifier());
        });
    return databases.get(replica.ref());
  }

  private static Replication serving(String replica) {
    return new Replication(Optional.empty(), List.of(replica), List.of());
  }

  private static String idOf(StageRef stage, Engine engine) {
    return stage.stack() + "-" + stage.stage() + "-" + engine.id();
  }

  private DatabaseInstance instance(String id, Engine engine, Replication replication) {
    return new DatabaseInstance(
        id,
        engine,
        provider.versions(engine).getFirst().version().name(),
        engine.types().getFirst(),
        STORAGE,
        Optional.empty(),
        "shop",
        List.of(new Login("shop", Sensitive.of("s".repeat(40)))),
        false,
        Optional.empty(),
        Tuning.NONE,
        replication);
  }

  private Database add(Engine engine, StageRef where, Replication replication) {
    var id = idOf(where, engine);
    var instance = instance(id, engine, replication);
    var made = provider.ensure(instance, said -> {});
    if (!made.equals(Progress.ready())) {
      throw new IllegalStateException(made.toString());
    }
    state.transaction(
        transaction -> {
          transaction
              .handle()
              .execute(
                  "insert into secret (name, stack, stage, engine) values (?, ?, ?, ?)",
                  id,
                  where.stack().value(),
                  where.stage().value(),
                  engine.id());
          return transaction
              .handle()
              .execute(
                  """
              insert into database (stack, stage, engine, identifier, origin, version, type,
                storage, database, username, secret, status)
              values (?, ?, ?, ?, 'CREATED', ?, ?, ?, 'shop', 'shop', ?, 'AVAILABLE')
              """,
                  where.stack().value(),
                  where.stage().value(),
                  engine.id(),
                  id,
                  instance.version(),
                  instance.type().name(),
                  STORAGE.value(),
                  id);
        });
    return databases.get(new DatabaseRef(where, engine));
  }

  void forget(Database database) {
    state.transaction(
        transaction ->
            transaction
                .handle()
                .execute("delete from database where identifier = ?", database.identifier()));
  }

  /** Looks, that much later. */
  void tickAfter(Duration later) {
    now = now.plus(later);
    sampler.tick();
  }

  List<Minute> history(Database database) {
    return metrics.history(database, Instant.EPOCH);
  }

  Minute last(Database database) {
    return history(database).getLast();
  }
}
