package dev.cairn;

import dev.cairn.access.AccessKeys;
import dev.cairn.access.Authorizer;
import dev.cairn.access.FirstStart;
import dev.cairn.access.Sessions;
import dev.cairn.access.SignIn;
import dev.cairn.access.SignInLinks;
import dev.cairn.access.Tokens;
import dev.cairn.access.Users;
import dev.cairn.activity.Activity;
import dev.cairn.api.Shutdown;
import dev.cairn.api.Version;
import dev.cairn.config.Config;
import dev.cairn.config.CurrentApplications;
import dev.cairn.database.AttachmentSteps;
import dev.cairn.database.AttachmentWatch;
import dev.cairn.database.Attachments;
import dev.cairn.database.Connections;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Databases;
import dev.cairn.database.DriftCheck;
import dev.cairn.database.Rotations;
import dev.cairn.database.Targets;
import dev.cairn.database.Tunings;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.manifest.Manifests;
import dev.cairn.metrics.Metrics;
import dev.cairn.metrics.Prometheus;
import dev.cairn.metrics.Sampler;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.metrics.traffic.TrafficSampler;
import dev.cairn.operation.OperationRunner;
import dev.cairn.operation.Operations;
import dev.cairn.operation.RequestKeys;
import dev.cairn.operation.StepAction;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.application.ProcessApplications;
import dev.cairn.provider.local.docker.DockerApplications;
import dev.cairn.provider.local.docker.DockerCleanup;
import dev.cairn.provider.local.docker.DockerEngine;
import dev.cairn.provider.local.docker.DockerNames;
import dev.cairn.provider.local.docker.DockerNetworks;
import dev.cairn.provider.local.edge.EdgeProcess;
import dev.cairn.provider.local.edge.EdgeRouter;
import dev.cairn.provider.local.edge.SharedSettings;
import dev.cairn.provider.local.existing.LocalExisting;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.OwnersLook;
import dev.cairn.provider.local.source.SourceTree;
import dev.cairn.replication.ReplicaSteps;
import dev.cairn.replication.ReplicaWatch;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.drill.DrillSteps;
import dev.cairn.replication.drill.DrillWatch;
import dev.cairn.replication.drill.Drills;
import dev.cairn.replication.promotion.PromotionSteps;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.reader.ReaderSteps;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.CredentialMarks;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Rekey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.ApplicationSteps;
import dev.cairn.service.CredentialUses;
import dev.cairn.service.DeploySteps;
import dev.cairn.service.Deployments;
import dev.cairn.service.DrilledReleases;
import dev.cairn.service.Environments;
import dev.cairn.service.PromotedVariables;
import dev.cairn.service.Releases;
import dev.cairn.service.RemoveServiceSteps;
import dev.cairn.service.Restarts;
import dev.cairn.service.Routes;
import dev.cairn.service.Runtimes;
import dev.cairn.service.ServiceWatch;
import dev.cairn.service.Services;
import dev.cairn.service.SourceRoots;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import dev.cairn.web.Callers;
import dev.cairn.web.Repeats;
import dev.cairn.web.UseCases;
import dev.cairn.web.WebServer;
import dev.cairn.web.api.RestApi;
import dev.cairn.web.aws.SecretsManager;
import dev.cairn.web.console.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Constructs every service, from the floor of the house to its roof: the only class that does.
 * Reading it from top to bottom teaches the system; {@link Server} starts and ends what runs.
 */
final class Wiring {
  final Home home;
  final Processes processes;
  final LocalDatabases localDatabases;
  final StateInstance stateInstance;
  final Optional<String> stateElsewhere;
  final StateDatabase state;
  final DockerCleanup dockerCleanup;
  final ProcessApplications processApplications;
  final Secrets secrets;
  final FirstStart firstStart;
  final EdgeProcess edge;
  final OperationRunner runner;
  final ServerLog serverLog;
  final DriftCheck driftCheck;
  final ReplicaWatch replicaWatch;
  final Sampler sampler;
  final AttachmentWatch attachmentWatch;
  final ServiceWatch serviceWatch;
  final Restarts restarts;
  final Drills drills;
  final DrillWatch drillWatch;
  final WebServer web;

  /**
   * @param shutdown called where somebody asks the server to end
   */
  Wiring(Config config, Home home, Map<String, String> environment, Consumer<Shutdown> shutdown) {
    this.home = home;
    var clock = Clock.systemUTC();

    // The floor: processes, keys, where things run on this machine.
    processes = new Processes();
    new SystemUsers(processes).ensure(home.path());
    var masterKey = MasterKey.open(home.resolve("master.key"), !hasState() && !home.wasUsed());
    var authority = new CertificateAuthority(home.resolve("tls"), clock);
    var docker = new DockerEngine(environment);
    var dockerNames =
        new DockerNames(home.installationId(), home.isDefault() ? "" : home.installationId());
    var networks = new DockerNetworks(docker, dockerNames, processes);
    dockerCleanup = new DockerCleanup(docker, dockerNames, networks);
    var git = new Git(processes);
    var applications = home.resolve("applications");
    var containers =
        new DockerApplications(
            docker, dockerNames, networks, processes, applications, authority.certificate());
    processApplications =
        new ProcessApplications(
            processes, new SourceTree(processes), git, applications, environment);
    localDatabases =
        new LocalDatabases(
            home.path(),
            processes,
            networks,
            authority,
            engineDirectories(config),
            masterKey,
            clock);
    edge = new EdgeProcess(processes, home.path(), EdgeJars.of(config.distribution()), java());
    var reached = new CurrentApplications(config);
    var router =
        new EdgeRouter(
            home.path(),
            reached.get().bind(),
            () -> sharedSettings(reached.get()),
            edge.check(),
            clock);

    // Cairn's own state.
    stateInstance = new StateInstance(home, localDatabases, masterKey);
    stateElsewhere = config.state().map(Config.State::url);
    var stateAddress = config.state().orElseGet(stateInstance::ensure);
    state =
        StateDatabase.open(stateAddress.url(), stateAddress.username(), stateAddress.password());
    var activity = new Activity(state);
    var operations = new Operations(state, activity);

    // Who may do what.
    var users = new Users(state, activity);
    var tokens = new Tokens(state, activity);
    var sealer = new Sealer(masterKey);
    var accessKeys = new AccessKeys(state, activity, sealer);
    var sessions = new Sessions(state, clock);
    var signIn = new SignIn(state, activity, sessions, clock);
    var signInLinks = new SignInLinks(state, activity, users, clock);
    firstStart = new FirstStart(state, users, tokens);

    // The use cases.
    secrets = new Secrets(state, activity, masterKey);
    var stacks =
        new Stacks(
            state,
            operations,
            activity,
            Map.of("local", List.of("local")),
            stage -> {
              dockerCleanup.removeStage(stage);
              processApplications.forget(stage);
            });
    var targets = new Targets(stacks, Map.of("local", localDatabases));
    var databases = new Databases(state, stacks, secrets, operations, activity, targets, clock);
    var environments = new Environments(state, databases, secrets, sealer);
    var rekey = new Rekey(state, activity, masterKey, List.of(secrets, accessKeys, environments));
    var uses =
        new CredentialUses(state, stacks, environments, new CredentialMarks(masterKey, secrets));
    var rotations = new Rotations(state, secrets, operations, activity, databases, uses);
    var tunings = new Tunings(state, secrets, operations, activity, targets, databases);
    var replicas = new Replicas(state, stacks, secrets, operations, activity, targets, databases);
    var readers = new Readers(state, operations, activity, databases);
    var runtimes = new Runtimes(containers, processApplications);
    var connections = new Connections(state, operations, activity, targets);
    var deployments = new Deployments(state, operations, runtimes, connections);
    var promotions =
        new Promotions(
            state,
            operations,
            activity,
            targets,
            databases,
            new PromotedVariables(environments, deployments, uses));
    var buildLogs = home.resolve("logs/builds");
    var services =
        new Services(
            state,
            activity,
            operations,
            stacks,
            environments,
            runtimes,
            deployments,
            buildLogs,
            new SourceRoots(config.sources(), new OwnersLook(processes)),
            config.listen().hosts(),
            router);
    var existing =
        new LocalExisting(home.resolve("tls"), networks, localDatabases::findByPort, clock);
    var attachments =
        new Attachments(
            state, stacks, secrets, operations, activity, existing, services::runsInContainers);
    var variables = new Variables(state, activity, stacks, secrets, environments, deployments);

    // What operations do, and what is looked after all the time.
    var releases = new Releases(state, runtimes, environments, databases, uses, connections);
    var routes = new Routes(state, router);
    restarts = new Restarts(state, releases, routes);
    var drilled = new DrilledReleases(releases, runtimes, clock);
    drills = new Drills(state, operations, activity, targets, databases, drilled);
    var actions = new HashMap<String, StepAction>();
    var applicationSteps =
        new ApplicationSteps(state, operations, deployments, releases, restarts, rotations);
    actions.putAll(applicationSteps.actions());
    actions.putAll(
        new AttachmentSteps(state, secrets, activity, existing, services::runsInContainers)
            .actions());
    actions.putAll(
        new DatabaseSteps(
                state, secrets, activity, targets, operations, uses, applicationSteps::handBack)
            .actions());
    actions.putAll(new ReplicaSteps(state, secrets, activity, targets).actions());
    actions.putAll(new PromotionSteps(state, secrets, activity, targets, operations).actions());
    actions.putAll(
        new ReaderSteps(state, secrets, activity, targets, applicationSteps::handBack).actions());
    actions.putAll(new DeploySteps(state, releases, routes, buildLogs, clock).actions());
    actions.putAll(new RemoveServiceSteps(state, releases, routes).actions());
    actions.putAll(new DrillSteps(state, secrets, activity, targets, drilled).actions());
    runner =
        new OperationRunner(
            state,
            operations,
            actions,
            HoldPoint.of(environment, home.path()),
            home.installationId());
    serverLog = new ServerLog(processes, home.resolve("logs/server.log"));
    driftCheck = new DriftCheck(state, secrets, operations, activity, targets, rotations);
    replicaWatch = new ReplicaWatch(state, operations, replicas);
    drillWatch = new DrillWatch(state, secrets, activity, operations, targets);
    var trafficSampler = new TrafficSampler(state, router, clock);
    sampler = new Sampler(state, databases, clock, trafficSampler::tick);
    attachmentWatch = new AttachmentWatch(state, secrets, existing);
    serviceWatch = new ServiceWatch(state, operations, releases, routes, restarts, clock);

    // The doors.
    var callers = new Callers(tokens, sessions);
    var manifests =
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
    var use =
        new UseCases(
            stacks,
            databases,
            attachments,
            rotations,
            tunings,
            drills,
            replicas,
            promotions,
            readers,
            services,
            variables,
            secrets,
            rekey,
            manifests,
            new Metrics(state, sampler, clock),
            new StageTraffic(state, clock),
            new Prometheus(databases, sampler, trafficSampler, operations, Version.current()),
            operations,
            activity,
            localDatabases,
            users,
            tokens,
            accessKeys,
            signIn,
            signInLinks,
            new Authorizer());
    var console = new Console(use, callers, sessions, clock);
    var about = new RestApi.About(Version.current(), home.path(), clock.instant());
    var api = new RestApi(callers, about, use, shutdown);
    web =
        new WebServer(
            config.listen(),
            callers,
            new Repeats(new RequestKeys(state, whole -> sealer.mark("request", whole)), callers),
            console,
            List.of(api, new SecretsManager(use, clock), console),
            home::noRoom);
  }

  private static Map<Engine, Map<String, Path>> engineDirectories(Config config) {
    return Engine.all().stream()
        .collect(Collectors.toMap(it -> it, it -> config.engineDirectories(it.id())));
  }

  private static SharedSettings sharedSettings(Config.Applications wanted) {
    return new SharedSettings(
        wanted.names(),
        wanted.http(),
        wanted.https(),
        wanted.certificates().stream()
            .map(it -> new SharedSettings.Pem(it.certificate(), it.key()))
            .toList());
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private boolean hasState() {
    return Files.exists(home.resolve("databases").resolve(StateInstance.ID));
  }
}
