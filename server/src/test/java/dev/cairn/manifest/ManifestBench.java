package dev.cairn.manifest;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.database.AttachmentSteps;
import dev.cairn.database.Attachments;
import dev.cairn.database.Connections;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Databases;
import dev.cairn.database.Targets;
import dev.cairn.database.Tunings;
import dev.cairn.database.UnusedCredentials;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.process.Processes;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.FakeExistingDatabases;
import dev.cairn.provider.local.source.OwnersLook;
import dev.cairn.replication.ReplicaSteps;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.promotion.PromotionSteps;
import dev.cairn.replication.reader.ReaderSteps;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.Deployments;
import dev.cairn.service.Environments;
import dev.cairn.service.RecordingRouter;
import dev.cairn.service.Runtimes;
import dev.cairn.service.Services;
import dev.cairn.service.SourceRoots;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The use cases of files over a real state; targets and existing databases are in memory. */
abstract class ManifestBench {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  static final Actor ANNA = new Actor("anna", Role.OPERATOR);

  final Activity activity = new Activity(DATABASE.state());
  final Operations operations = new Operations(DATABASE.state(), activity);
  final Stacks stacks =
      new Stacks(
          DATABASE.state(), operations, activity, Map.of("local", List.of("local")), stage -> {});
  final MasterKey key = MasterKey.open(home.resolve("master.key"), true);
  final Secrets secrets = new Secrets(DATABASE.state(), activity, key);
  final FakeDatabaseProvider provider = new FakeDatabaseProvider();
  final Targets targets = new Targets(stacks, Map.of("local", provider));
  final Databases databases =
      new Databases(
          DATABASE.state(), stacks, secrets, operations, activity, targets, InstantSource.system());
  final Runtimes runtimes = new Runtimes(new NoApplications(), new NoApplications());
  final Deployments deployments =
      new Deployments(
          DATABASE.state(),
          operations,
          runtimes,
          new Connections(DATABASE.state(), operations, activity, targets));
  final Environments environments =
      new Environments(DATABASE.state(), databases, secrets, new Sealer(key));
  final Variables variables =
      new Variables(DATABASE.state(), activity, stacks, secrets, environments, deployments);
  final Services services =
      new Services(
          DATABASE.state(),
          activity,
          operations,
          stacks,
          environments,
          runtimes,
          deployments,
          home,
          new SourceRoots(
              List.of(Path.of(System.getProperty("java.io.tmpdir"))),
              new OwnersLook(new Processes())),
          Set.of(),
          new RecordingRouter());
  final FakeExistingDatabases existing = new FakeExistingDatabases();
  final Attachments attachments =
      new Attachments(
          DATABASE.state(),
          stacks,
          secrets,
          operations,
          activity,
          existing,
          services::runsInContainers);
  final Tunings tunings =
      new Tunings(DATABASE.state(), secrets, operations, activity, targets, databases);
  final Replicas replicas =
      new Replicas(DATABASE.state(), stacks, secrets, operations, activity, targets, databases);
  final Readers readers = new Readers(DATABASE.state(), operations, activity, databases);
  final Manifests manifests =
      new Manifests(
          stacks,
          databases,
          replicas,
          readers,
          attachments,
          tunings,
          services,
          variables,
          operations,
          secrets);

  static List<String> words(Preview preview) {
    return preview.changes().stream().map(PlannedChange::description).toList();
  }

  final void finish(Operation operation) {
    Map<String, StepAction> actions =
        new HashMap<>(
            new DatabaseSteps(
                    DATABASE.state(),
                    secrets,
                    activity,
                    targets,
                    operations,
                    new UnusedCredentials(),
                    run -> StepResult.done())
                .actions());
    actions.putAll(
        new AttachmentSteps(DATABASE.state(), secrets, activity, existing, stage -> false)
            .actions());
    actions.putAll(new ReplicaSteps(DATABASE.state(), secrets, activity, targets).actions());
    actions.putAll(
        new PromotionSteps(DATABASE.state(), secrets, activity, targets, operations).actions());
    actions.putAll(
        new ReaderSteps(DATABASE.state(), secrets, activity, targets, run -> StepResult.done())
            .actions());
    actions.put("hand-over-reader", run -> StepResult.done());
    actions.put("redeploy-application", run -> StepResult.done());
    new StepBench(DATABASE.state(), operations).finish(operation.id(), actions);
  }

  final Preview preview(String yaml, Optional<Path> base) {
    return manifests.preview(ANNA, yaml, base, Map.of(), Optional.empty());
  }

  final Applied apply(String yaml, Optional<Path> base) {
    return manifests.apply(ANNA, yaml, base, Map.of(), Optional.empty());
  }
}
