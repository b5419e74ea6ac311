package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.FakeExistingDatabases;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.replication.ReplicaSteps;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.drill.DrillSteps;
import dev.cairn.replication.drill.Drills;
import dev.cairn.replication.drill.FakeDrilledApplication;
import dev.cairn.replication.promotion.PromotionSteps;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.reader.ReaderSteps;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases on a provider in memory, each bench with a stage of its own. */
public final class DatabaseBench {
  public static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final AtomicInteger STACKS = new AtomicInteger();

  public final StateDatabase state;
  public final FakeDatabaseProvider provider = new FakeDatabaseProvider();
  public final Activity activity;
  public final Operations operations;
  public final Stacks stacks;
  public final Secrets secrets;
  public final Targets targets;
  public final Databases databases;
  public final Rotations rotations;
  public final Replicas replicas;
  public final Promotions promotions;
  public final Readers readers;
  public final FakeDrilledApplication drilled = new FakeDrilledApplication();
  public final Drills drills;
  public final DriftCheck drift;
  final FakeExistingDatabases existing = new FakeExistingDatabases();
  public final Attachments attachments;
  final AttachmentWatch watch;
  boolean containers;
  public final StepBench steps;
  public final Map<String, StepAction> actions = new HashMap<>();
  public final StageRef stage;
  public final DatabaseRef ref;
  final FakeApplication application;

  public DatabaseBench(StateDatabase state, Path home) {
    this.state = state;
    activity = new Activity(state);
    operations = new Operations(state, activity);
    stacks =
        new Stacks(state, operations, activity, Map.of("local", List.of("local")), stage -> {});
    secrets = new Secrets(state, activity, MasterKey.open(home.resolve("master.key"), true));
    targets = new Targets(stacks, Map.of("local", provider));
    databases =
        new Databases(
            state, stacks, secrets, operations, activity, targets, InstantSource.system());
    replicas = new Replicas(state, stacks, secrets, operations, activity, targets, databases);
    promotions =
        new Promotions(state, operations, activity, targets, databases, family -> List.of());
    readers = new Readers(state, operations, activity, databases);
    drills = new Drills(state, operations, activity, targets, databases, drilled);
    steps = new StepBench(state, operations);
    attachments =
        new Attachments(
            state, stacks, secrets, operations, activity, existing, stage -> containers);
    watch = new AttachmentWatch(state, secrets, existing);
    actions.putAll(
        new AttachmentSteps(state, secrets, activity, existing, stage -> containers).actions());
    actions.put(StepNames.WITHDRAW_VARIABLES, run -> StepResult.done());
    actions.put(StepNames.CHECK_APPLICATION, run -> StepResult.done());
    var stack = new Name("shop-" + STACKS.incrementAndGet());
    stage = new StageRef(stack, new Name("dev"));
    ref = new DatabaseRef(stage, Postgres.INSTANCE);
    application = new FakeApplication(secrets, stage);
    StepAction handOver = run -> application.handOver(secretName());
    rotations = new Rotations(state, secrets, operations, activity, databases, application);
    drift = new DriftCheck(state, secrets, operations, activity, targets, rotations);
    actions.putAll(
        new DatabaseSteps(state, secrets, activity, targets, operations, application, handOver)
            .actions());
    actions.putAll(new ReplicaSteps(state, secrets, activity, targets).actions());
    actions.putAll(new PromotionSteps(state, secrets, activity, targets, operations).actions());
    actions.putAll(new ReaderSteps(state, secrets, activity, targets, handOver).actions());
    actions.put(StepNames.HAND_OVER_READER, handOver);
    actions.put(StepNames.REDEPLOY_APPLICATION, handOver);
    actions.putAll(new DrillSteps(state, secrets, activity, targets, drilled).actions());
    stacks.create(ANNA, stack);
    stacks.createStage(
        ANNA, new StageSpec(stage, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public String secretName() {
    return "dev-" + stage.stack() + "-postgres";
  }

  /** A database that is there, and an application that uses it. */
  public Database used() {
    var database = added();
    application.deploy(database.secretName());
    return database;
  }

  public DatabaseSpec spec() {
    return DatabaseSpec.of(ref);
  }

  DatabaseSpec spec(String version, String type, Bytes storage, String backup) {
    return new DatabaseSpec(
        ref,
        Optional.of(version),
        Optional.of(type),
        Optional.of(storage),
        false,
        Optional.of(backup));
  }

  public Operation finish(Operation operation) {
    return steps.finish(operation.id(), actions);
  }

  /** A database that is there. */
  public Database added() {
    finish(databases.add(ANNA, spec(), Optional.empty()));
    return databases.get(ref);
  }

  /** A database that was attached. */
  public Database attached(String host) {
    var spec = AttachmentsTest.spec(host, "secret", Optional.empty());
    finish(attachments.attach(ANNA, ref, spec, Optional.empty()));
    return databases.get(ref);
  }

  public static ResizeSpec grow(long gib) {
    return new ResizeSpec(Optional.empty(), Optional.of(Bytes.ofGib(gib)));
  }

  public long secretCount() {
    return secrets.list(Optional.of(stage.stack()), Optional.empty()).size();
  }

  /** Databases are looked at once. */
  public void look() {
    drift.tick();
  }

  /** The same engine in another stage of the stack, which is made. */
  public DatabaseRef inStage(String name) {
    var other = new StageRef(stage.stack(), new Name(name));
    if (stacks.findStage(other).isEmpty()) {
      stacks.createStage(
          ANNA, new StageSpec(other, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return new DatabaseRef(other, ref.engine());
  }

  /** A replica that is there, of a database that is. */
  public Database followed() {
    return followedIn("reports");
  }

  /** The same in that stage. */
  public Database followedIn(String name) {
    if (databases.find(ref).isEmpty()) {
      added();
    }
    var replica = ReplicaSpec.of(inStage(name), ref);
    finish(replicas.add(ANNA, replica, Optional.empty()));
    return databases.get(replica.ref());
  }
}
