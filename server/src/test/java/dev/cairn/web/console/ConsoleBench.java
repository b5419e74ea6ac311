package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.database.Attachments;
import dev.cairn.database.Connections;
import dev.cairn.database.Databases;
import dev.cairn.database.Rotations;
import dev.cairn.database.Targets;
import dev.cairn.database.Tunings;
import dev.cairn.database.UnusedCredentials;
import dev.cairn.db.StateDatabase;
import dev.cairn.manifest.Manifests;
import dev.cairn.manifest.NoApplications;
import dev.cairn.metrics.Metrics;
import dev.cairn.metrics.Prometheus;
import dev.cairn.metrics.Sampler;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.metrics.traffic.TrafficSampler;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.process.Processes;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.FakeEdge;
import dev.cairn.provider.FakeExistingDatabases;
import dev.cairn.provider.local.source.OwnersLook;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.drill.Drills;
import dev.cairn.replication.drill.FakeDrilledApplication;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.CredentialMarks;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Rekey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.CredentialUses;
import dev.cairn.service.Deployments;
import dev.cairn.service.Environments;
import dev.cairn.service.PromotedVariables;
import dev.cairn.service.RecordingRouter;
import dev.cairn.service.Runtimes;
import dev.cairn.service.ServiceKeys;
import dev.cairn.service.Services;
import dev.cairn.service.SourceRoots;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import dev.cairn.web.TestSite;
import dev.cairn.web.UseCases;
import dev.cairn.web.api.RestApi;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Console and API over real HTTP and a real state, with one stage. Nothing runs what operations
 * plan: one that was opened stays open.
 */
final class ConsoleBench implements AutoCloseable {
  static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  final TestSite site;
  final FakeDatabaseProvider provider = new FakeDatabaseProvider();
  final StageRef stage =
      new StageRef(new Name("app" + UUID.randomUUID().toString().substring(0, 6)), new Name("dev"));
  final Operations operations;
  final Stacks stacks;
  final Databases databases;
  final Replicas replicas;
  final Drills drills;
  final FakeEdge edge = new FakeEdge();
  final TrafficSampler traffic;
  final Services services;
  final Variables variables;
  private final Path home;
  final String cookie;

  ConsoleBench(StateDatabase state, Path home) {
    this.home = home;
    var clock = Clock.systemUTC();
    site = new TestSite(state);
    var key = MasterKey.open(home.resolve("master.key"), true);
    var secrets = new Secrets(state, site.activity, key);
    operations = new Operations(state, site.activity);
    stacks =
        new Stacks(
            state, operations, site.activity, Map.of("local", List.of("local")), stage -> {});
    var targets = new Targets(stacks, Map.of("local", provider));
    databases = new Databases(state, stacks, secrets, operations, site.activity, targets, clock);
    replicas = new Replicas(state, stacks, secrets, operations, site.activity, targets, databases);
    var runtimes = new Runtimes(new NoApplications(), new NoApplications());
    var connections = new Connections(state, operations, site.activity, targets);
    var deployments = new Deployments(state, operations, runtimes, connections);
    var environments = new Environments(state, databases, secrets, new Sealer(key));
    services =
        new Services(
            state,
            site.activity,
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
    variables = new Variables(state, site.activity, stacks, secrets, environments, deployments);
    var rotations =
        new Rotations(
            state, secrets, operations, site.activity, databases, new UnusedCredentials());
    var tunings =
        new Tunings(
            state,
            secrets,
            operations,
            site.activity,
            new Targets(stacks, Map.of("local", provider)),
            databases);
    var attachments =
        new Attachments(
            state,
            stacks,
            secrets,
            operations,
            site.activity,
            new FakeExistingDatabases(),
            services::runsInContainers);
    var replicas =
        new Replicas(state, stacks, secrets, operations, site.activity, targets, databases);
    var readers = new Readers(state, operations, site.activity, databases);
    drills =
        new Drills(
            state, operations, site.activity, targets, databases, new FakeDrilledApplication());
    var sampler = new Sampler(state, databases, clock, () -> {});
    traffic = new TrafficSampler(state, edge, clock);
    var use =
        new UseCases(
            stacks,
            databases,
            attachments,
            rotations,
            tunings,
            drills,
            replicas,
            new Promotions(
                state,
                operations,
                site.activity,
                targets,
                databases,
                new PromotedVariables(
                    environments,
                    deployments,
                    new CredentialUses(
                        state, stacks, environments, new CredentialMarks(key, secrets)))),
            readers,
            services,
            variables,
            secrets,
            new Rekey(state, site.activity, key, List.of(secrets, site.accessKeys, environments)),
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
                secrets),
            new Metrics(state, sampler, clock),
            new StageTraffic(state, clock),
            new Prometheus(databases, sampler, traffic, operations, "0"),
            operations,
            site.activity,
            provider,
            site.users,
            site.tokens,
            site.accessKeys,
            site.signIn,
            site.links,
            site.authorizer);
    site.start(
        new Console(use, site.callers, site.sessions, clock),
        new RestApi(site.callers, new RestApi.About("0", home, Instant.EPOCH), use, wanted -> {}));
    cookie = cookie(Role.OPERATOR);
    stacks.create(ANNA, stage.stack());
    stacks.createStage(
        ANNA, new StageSpec(stage, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** Of a session of that role. */
  String cookie(Role role) {
    return "cairn_session=" + site.session(role).reveal();
  }

  /** The address of a page of the stage. */
  String of(String page) {
    return "/stacks/%s/stages/%s%s".formatted(stage.stack(), stage.stage(), page);
  }

  void configure() {
    services.configure(
        ANNA,
        stage,
        ServiceKeys.read(
            Map.of(
                "source",
                home.toString(),
                "run",
                "./serve",
                "port",
                "8000",
                "runtime",
                "process")));
  }

  /** Opens a deploy, which stays open. */
  Operation deploy() {
    return services.deploy(ANNA, stage, Optional.empty(), Optional.empty());
  }

  /** As if the first release had been deployed and lived. */
  void deployOnce(StateDatabase state) {
    configure();
    var first = deploy();
    var stack = stage.stack().value();
    state.transaction(
        transaction ->
            transaction
                    .handle()
                    .execute("update release set status = 'LIVE' where stack = ?", stack)
                + transaction.handle().execute("update service set live = 1 where stack = ?", stack)
                + transaction
                    .handle()
                    .execute(
                        "update operation set status = 'SUCCEEDED', finished_at = now() where id ="
                            + " ?",
                        first.id()));
  }

  HttpResponse<String> get(String path) {
    return get(path, cookie);
  }

  /** As somebody else. */
  HttpResponse<String> get(String path, String cookie) {
    return site.send(site.request(path).header("Cookie", cookie));
  }

  HttpResponse<String> post(String path, Map<String, String> form) {
    return post(path, form, cookie);
  }

  /** As somebody else. */
  HttpResponse<String> post(String path, Map<String, String> form, String cookie) {
    var csrf = CSRF.matcher(get("/account", cookie).body());
    assertThat(csrf.find()).isTrue();
    var body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&", "csrf=" + csrf.group(1) + "&", ""));
    return site.send(
        site.request(path)
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    site.close();
  }
}
