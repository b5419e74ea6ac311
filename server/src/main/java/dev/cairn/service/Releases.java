package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Connections;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.Deploy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Releases as their provider sees them, and whether the databases they need answer. */
public final class Releases {
  private final StateDatabase state;
  private final Runtimes runtimes;
  private final Environments environments;
  private final Databases databases;
  private final CredentialUses uses;
  private final Connections connections;
  private final ReadWriteLock starting = new ReentrantReadWriteLock();
  private boolean ended;

  public Releases(
      StateDatabase state,
      Runtimes runtimes,
      Environments environments,
      Databases databases,
      CredentialUses uses,
      Connections connections) {
    this.state = state;
    this.runtimes = runtimes;
    this.environments = environments;
    this.databases = databases;
    this.uses = uses;
    this.connections = connections;
  }

  /** The release that a deploy brings. */
  ReleaseRow of(Operation operation) {
    var stage = StageRef.parse(operation.target());
    int number = Integer.parseInt(operation.input().getOrDefault(Deploy.RELEASE, "0"));
    return find(stage, number)
        .orElseThrow(() -> RollbackTarget.unknown(stage, number).toException());
  }

  Optional<ReleaseRow> find(StageRef stage, int number) {
    return releases().find(stage.stack().value(), stage.stage().value(), number);
  }

  List<ReleaseRow> list(StageRef stage) {
    return releases().list(stage.stack().value(), stage.stage().value());
  }

  Optional<ServiceRow> findService(StageRef stage) {
    return state.store(ServiceStore.class).find(stage.stack().value(), stage.stage().value());
  }

  Optional<ReleaseRow> findLive(StageRef stage) {
    return findService(stage).flatMap(ServiceRow::live).flatMap(live -> find(stage, live));
  }

  ApplicationProvider provider(ReleaseRow release) {
    return runtimes.of(release.runtime());
  }

  /** What its releases shared, whatever they ran as. */
  Progress removeStage(StageRef stage) {
    var removed = runtimes.of(ServiceSpec.RuntimeKind.CONTAINER).removeStage(stage);
    return removed instanceof Progress.Ready
        ? runtimes.of(ServiceSpec.RuntimeKind.PROCESS).removeStage(stage)
        : removed;
  }

  /** The one way to start a release: closed for good once everything is being stopped. */
  Progress start(ReleaseRow release, ReleaseInstance instance) {
    starting.readLock().lock();
    try {
      return ended
          ? new Progress.Unsettled(
              Problem.unavailable(
                  "cairn-ends",
                  release.id() + " is not started: Cairn is stopping everything.",
                  "Start Cairn again with: cairn up"),
              Duration.ofSeconds(1))
          : provider(release).start(instance);
    } finally {
      starting.readLock().unlock();
    }
  }

  /** Returns once nothing is being started, and nothing will be. */
  void endStarts() {
    starting.writeLock().lock();
    try {
      ended = true;
    } finally {
      starting.writeLock().unlock();
    }
  }

  List<Variable> variables(ReleaseRow release) {
    return environments.effective(release.stage(), release.runtime());
  }

  /** Variables of any stage that refer to the database's secret. */
  List<CredentialUse.Copy> referring(DatabaseRef database) {
    return databases.find(database).map(it -> uses.references(it.secretName())).orElse(List.of());
  }

  /** Stages besides its own whose application uses the database. */
  List<StageRef> guests(DatabaseRef database) {
    return databases.listGuests(database);
  }

  /** Those that follow the database. */
  List<DatabaseRef> followers(DatabaseRef database) {
    return databases.listReplicas(database).stream().map(Database::ref).toList();
  }

  /** What stands for the credentials among them, as it is stored. */
  String credentials(List<Variable> variables) {
    return uses.of(variables);
  }

  /**
   * As it is started.
   *
   * @throws dev.cairn.core.ProblemException {@code unknown-secret} where a variable refers to what
   *     is not there
   */
  ReleaseInstance instance(ReleaseRow release, List<Variable> variables) {
    environments.requireSecrets(release.stage(), variables);
    return instance(
        release,
        release.spec().source(),
        new BuildValues(new TreeMap<>(), new TreeMap<>()),
        Environments.values(variables),
        authoritiesOfAttached(release.stage()));
  }

  /**
   * As it is built, with what its build gets of the stage's variables and no other.
   *
   * @param source in place of the specification's
   */
  ReleaseInstance instance(ReleaseRow release, Source source) {
    var inputs = new BuildValues(new TreeMap<>(), new TreeMap<>());
    if (release.builtAs().isEmpty() && release.spec().build().takesVariables()) {
      var variables = variables(release);
      inputs = BuildValues.of(release.stage(), release.spec(), variables);
      var needed = inputs.secrets().keySet();
      environments.requireSecrets(
          release.stage(), variables.stream().filter(it -> needed.contains(it.name())).toList());
    }
    return instance(release, source, inputs, Map.of(), List.of());
  }

  /** What stands for the variables that its build would get now. */
  String buildMark(ReleaseRow release) {
    return release.spec().build().takesVariables()
        ? environments.buildMark(release.stage(), release.spec(), variables(release))
        : "";
  }

  /** Of the code that its source holds now. */
  String fingerprint(ReleaseRow release, Source source) {
    return runtimes.fingerprint(release.spec().withSource(source), release.runtime());
  }

  private static ReleaseInstance instance(
      ReleaseRow release,
      Source source,
      BuildValues inputs,
      Map<String, Sensitive<String>> variables,
      List<Path> authorities) {
    var spec = release.spec();
    return new ReleaseInstance(
        release.id(),
        release.stage(),
        source,
        release.builtAs().map(release::id),
        new ReleaseInstance.Build(
            spec.build().command(),
            spec.build().directory(),
            spec.build().dockerfile(),
            inputs.variables(),
            inputs.secrets()),
        spec.pulls(),
        spec.run(),
        spec.limits(),
        spec.port(),
        variables,
        authorities);
  }

  private List<Path> authoritiesOfAttached(StageRef stage) {
    return databases.list(stage).stream()
        .filter(it -> it.origin() == Database.Origin.ATTACHED)
        .flatMap(it -> it.endpoint().flatMap(Endpoint::certificateAuthority).stream())
        .toList();
  }

  /** What a start must wait for, in a sentence; empty where every database answers. */
  Optional<String> unanswering(StageRef stage) {
    return databases.listNeeded(stage).stream()
        .filter(it -> !it.status().isAnswering() || it.endpoint().isEmpty())
        .map(it -> it.ref() + " is " + words(it.status()))
        .findFirst();
  }

  /** What must be restarted before the release reaches it: a container, that is. */
  List<Connections.Unreached> unreached(ReleaseRow release) {
    return release.runtime() == RuntimeKind.CONTAINER
        ? connections.list(release.stage())
        : List.of();
  }

  /** Sees to it that containers reach the database, by at most one operation for each key. */
  Operation connect(Connections.Unreached database, String key) {
    return connections.connect(database, key);
  }

  /** Whether nothing can be done with the release, as what runs it is away. */
  boolean isOutOfReach(ReleaseRow release) {
    return provider(release).unavailable().isPresent();
  }

  /** Whether a database that should be there accepts no connection. */
  boolean isAway(DatabaseRef database) {
    return databases.list(database.stage()).stream()
        .filter(it -> it.ref().equals(database))
        .flatMap(it -> it.endpoint().stream())
        .map(it -> it.host() + ":" + it.port())
        .anyMatch(it -> HealthCheck.failure(it, Optional.empty(), 0).isPresent());
  }

  /** A database that will not come by itself. */
  Optional<Problem> brokenDatabase(StageRef stage) {
    return databases.listNeeded(stage).stream()
        .filter(it -> it.status() == Database.Status.FAILED)
        .map(
            it ->
                Problem.failed(
                    "database-failed",
                    "The application does not start: its database "
                        + it.ref()
                        + " failed. "
                        + it.statusReason(),
                    "Mend or remove the database, then deploy again."))
        .findFirst();
  }

  ReleaseStore releases() {
    return state.store(ReleaseStore.class);
  }

  private static String words(Database.Status status) {
    return switch (status) {
      case CREATING -> "being created";
      case AVAILABLE, READ_ONLY -> "without an address yet";
      case MODIFYING -> "being modified";
      case RECOVERING -> "being brought back";
      case REMOVING -> "being removed";
      case FAILED -> "failed";
    };
  }
}
