package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.database.Connections;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Databases;
import dev.cairn.database.DriftCheck;
import dev.cairn.database.Rotations;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.CrashPoint;
import dev.cairn.operation.Operation;
import dev.cairn.operation.OperationRunner;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.local.application.ProcessApplications;
import dev.cairn.provider.local.docker.DockerApplications;
import dev.cairn.provider.local.docker.DockerEngine;
import dev.cairn.provider.local.docker.DockerNames;
import dev.cairn.provider.local.docker.DockerNetworks;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.OwnersLook;
import dev.cairn.provider.local.source.SourceTree;
import dev.cairn.replication.ReplicaSteps;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.drill.DrillSteps;
import dev.cairn.replication.drill.Drills;
import dev.cairn.replication.promotion.PromotionSteps;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.reader.ReaderSteps;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.CredentialMarks;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Everything an application needs, on a real state database, with real runtimes. */
final class ServiceBench {
  static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** How far the clock of what waits is ahead of the one on the wall. */
  volatile Duration ahead = Duration.ZERO;

  final Path home;
  final StageRef stage;
  final RecordingRouter router = new RecordingRouter();
  final Activity activity;
  final Operations operations;
  final Services services;
  final Variables variables;
  final Secrets secrets;
  final Environments environments;
  final ServiceWatch watch;
  final Releases releases;
  final Restarts restarts;
  final DrilledReleases drilled;
  final Drills drills;
  final Map<String, StepAction> actions = new HashMap<>();
  private final Stacks stacks;
  final FakeDatabaseProvider provider = new FakeDatabaseProvider();
  final Databases databases;
  final Rotations rotations;
  final Replicas replicas;
  final Promotions promotions;
  final Readers readers;
  final DriftCheck drift;
  final DockerNetworks networks;
  final ProcessApplications processes;
  final DockerApplications containers;
  final EngineThatGoes engineThatGoes;
  private final OperationRunner runner;
  private final DockerEngine engine;

  ServiceBench(StateDatabase state, Path home) {
    this.home = home;
    this.stage =
        new StageRef(
            new Name("app" + UUID.randomUUID().toString().substring(0, 6)), new Name("dev"));
    InstantSource clock = () -> Instant.now().plus(ahead);
    activity = new Activity(state);
    operations = new Operations(state, activity);
    stacks =
        new Stacks(state, operations, activity, Map.of("local", List.of("local")), stage -> {});
    var key = MasterKey.open(home.resolve("master.key"), true);
    secrets = new Secrets(state, activity, key);
    var targets = new Targets(stacks, Map.of("local", provider));
    databases = new Databases(state, stacks, secrets, operations, activity, targets, clock);
    replicas = new Replicas(state, stacks, secrets, operations, activity, targets, databases);
    readers = new Readers(state, operations, activity, databases);
    var local = new Processes();
    new SystemUsers(local).ensure(home);
    var git = new Git(local);
    engine = new DockerEngine(System.getenv());
    var names = new DockerNames("test", "test");
    networks = new DockerNetworks(engine, names, local);
    containers =
        new DockerApplications(
            engine,
            names,
            networks,
            local,
            home.resolve("applications"),
            home.resolve("tls/ca.crt"));
    processes =
        new ProcessApplications(
            local, new SourceTree(local), git, home.resolve("applications"), System.getenv());
    engineThatGoes = new EngineThatGoes(containers);
    var runtimes = new Runtimes(engineThatGoes, processes);
    environments = new Environments(state, databases, secrets, new Sealer(key));
    var connections = new Connections(state, operations, activity, targets);
    var deployments = new Deployments(state, operations, runtimes, connections);
    var uses = new CredentialUses(state, stacks, environments, new CredentialMarks(key, secrets));
    rotations = new Rotations(state, secrets, operations, activity, databases, uses);
    drift = new DriftCheck(state, secrets, operations, activity, targets, rotations);
    releases = new Releases(state, runtimes, environments, databases, uses, connections);
    var routes = new Routes(state, router);
    restarts = new Restarts(state, releases, routes);
    var logs = home.resolve("logs/builds");
    services =
        new Services(
            state,
            activity,
            operations,
            stacks,
            environments,
            runtimes,
            deployments,
            logs,
            new SourceRoots(
                List.of(Path.of(System.getProperty("java.io.tmpdir"))),
                new OwnersLook(new Processes())),
            Set.of("cairn.example.com"),
            router);
    variables = new Variables(state, activity, stacks, secrets, environments, deployments);
    watch = new ServiceWatch(state, operations, releases, routes, restarts, clock);
    actions.putAll(new DeploySteps(state, releases, routes, logs, clock).actions());
    actions.putAll(new RemoveServiceSteps(state, releases, routes).actions());
    var applicationSteps =
        new ApplicationSteps(state, operations, deployments, releases, restarts, rotations);
    actions.putAll(applicationSteps.actions());
    actions.putAll(
        new DatabaseSteps(
                state, secrets, activity, targets, operations, uses, applicationSteps::handBack)
            .actions());
    promotions =
        new Promotions(
            state,
            operations,
            activity,
            targets,
            databases,
            new PromotedVariables(environments, deployments, uses));
    actions.putAll(new ReplicaSteps(state, secrets, activity, targets).actions());
    actions.putAll(new PromotionSteps(state, secrets, activity, targets, operations).actions());
    actions.putAll(
        new ReaderSteps(state, secrets, activity, targets, applicationSteps::handBack).actions());
    drilled = new DrilledReleases(releases, runtimes, clock);
    drills = new Drills(state, operations, activity, targets, databases, drilled);
    actions.putAll(new DrillSteps(state, secrets, activity, targets, drilled).actions());
    runner = new OperationRunner(state, operations, actions, CrashPoint.NONE, stage.toString());
    runner.start();
    stacks.create(ANNA, stage.stack());
    create(stage);
  }

  void create(StageRef created) {
    stacks.createStage(
        ANNA, new StageSpec(created, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** Another stage of the stack, whose application is deployed. The caller removes that. */
  StageRef deployAnother(String name) throws Exception {
    var other = new StageRef(stage.stack(), new Name(name));
    create(other);
    services.configure(ANNA, other, spec(RuntimeKind.PROCESS));
    await(services.deploy(ANNA, other, Optional.empty(), Optional.empty()).id());
    return other;
  }

  Path sources(String version) {
    var directory = home.resolve("source");
    try {
      Files.createDirectories(directory);
      for (var name : List.of("server.pl", "Dockerfile")) {
        try (var in = ServiceBench.class.getResourceAsStream("application/" + name)) {
          Files.write(directory.resolve(name), in.readAllBytes());
        }
      }
      Files.writeString(directory.resolve("version.txt"), version + "\n");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was built crashes when it is started the next time. */
  void breakBuild() throws IOException {
    breakBuild("");
  }

  void breakBuild(String release) throws IOException {
    try (var files = Files.walk(home.resolve("applications"))) {
      for (var file : files.filter(it -> it.endsWith("version.txt")).toList()) {
        if (file.toString().contains(release)) {
          Files.writeString(file, "crash\n");
        }
      }
    }
  }

  ServiceSpec spec(RuntimeKind kind) {
    return spec(kind, Map.of());
  }

  /** The same with other values of some keys. */
  ServiceSpec spec(RuntimeKind kind, Map<String, String> other) {
    var texts =
        new HashMap<>(
            Map.of(
                "source", home.resolve("source").toString(),
                "build", "echo building",
                "run", "perl server.pl",
                "release", "echo migrating with $GREETING",
                "port", "8000",
                "health", "/healthy",
                "runtime", kind.name().toLowerCase(Locale.ROOT)));
    return ServiceKeys.read(ServiceKeys.changed(texts, other, Set.of()));
  }

  Operation deploy(String version) throws Exception {
    sources(version);
    return await(services.deploy(ANNA, stage, Optional.empty(), Optional.empty()).id());
  }

  Operation await(UUID id) throws Exception {
    var finished = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (operations.get(id).status().isFinished()) {
            finished.countDown();
          }
        };
    try (var _ = operations.watch(id, look)) {
      look.run();
      assertThat(finished.await(90, TimeUnit.SECONDS)).as(operations.get(id).toString()).isTrue();
    }
    return operations.get(id);
  }

  /** As the edge would ask it. */
  String ask(String path) throws IOException, InterruptedException {
    return ask(stage, path);
  }

  String ask(StageRef asked, String path) throws IOException, InterruptedException {
    return askAt(router.upstream(asked).orElseThrow(), path);
  }

  static String askAt(String upstream, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://" + upstream + path)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  void close() throws Exception {
    if (services.find(stage).isPresent()) {
      var open = operations.findOpen(stage.toString());
      if (open.isPresent()) {
        operations.cancel(ANNA, open.get().id());
        await(open.get().id());
      }
      await(services.remove(ANNA, stage, Optional.empty()).id());
    }
    drift.close();
    runner.close();
    if (containers.unavailable().isEmpty()) {
      networks.remove(stage);
    }
    containers.close();
    engine.close();
  }
}
