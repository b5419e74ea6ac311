package dev.cairn.service;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.LogSource;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.Router;
import dev.cairn.provider.Router.SharedTrouble;
import dev.cairn.service.plan.RemoveService;
import dev.cairn.stack.Stacks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Use cases of applications. */
public final class Services {
  private final StateDatabase state;
  private final Activity activity;
  private final Operations operations;
  private final Stacks stacks;
  private final Environments environments;
  private final Runtimes runtimes;
  private final Deployments deployments;
  private final Path buildLogs;
  private final SourceRoots roots;
  private final Router router;
  private final UpToDate upToDate;
  private final ServiceSettings settings;

  /**
   * @param buildLogs the directory of the logs of builds
   * @param roots where operators may take code from
   * @param consoleHosts names that no application may have
   */
  public Services(
      StateDatabase state,
      Activity activity,
      Operations operations,
      Stacks stacks,
      Environments environments,
      Runtimes runtimes,
      Deployments deployments,
      Path buildLogs,
      SourceRoots roots,
      Set<String> consoleHosts,
      Router router) {
    this.state = state;
    this.activity = activity;
    this.operations = operations;
    this.stacks = stacks;
    this.environments = environments;
    this.runtimes = runtimes;
    this.deployments = deployments;
    this.buildLogs = buildLogs;
    this.roots = roots;
    this.router = router;
    this.upToDate = new UpToDate(state, environments, runtimes);
    this.settings = new ServiceSettings(state, activity, roots, consoleHosts);
  }

  /** Whether the stage has an application and it runs as containers. */
  public boolean runsInContainers(StageRef stage) {
    return find(stage).filter(it -> runsInContainers(it.spec())).isPresent();
  }

  /** The same of one that may not be there yet. */
  public boolean runsInContainers(ServiceSpec spec) {
    return runtimes.chooseAtOnce(spec) == ServiceSpec.RuntimeKind.CONTAINER;
  }

  /** Where it is reached. */
  public Addresses addresses(Service service) {
    return Addresses.of(service, router.shared());
  }

  /** What is wrong with the addresses that all stages share, a sentence each. */
  public List<String> addressTroubles() {
    return router.shared().troubles().stream().map(SharedTrouble::text).toList();
  }

  /** What of its settings has no effect where it runs, in sentences. */
  public List<String> notes(Service service) {
    var kind =
        service.live().map(Release::runtime).orElseGet(() -> runtimes.chooseAtOnce(service.spec()));
    return runtimes.withoutEffect(service.spec(), kind);
  }

  /** The same of what the next deploy would run. */
  public List<String> notes(ServiceSpec spec) {
    return runtimes.withoutEffect(spec, runtimes.chooseAtOnce(spec));
  }

  public Optional<Service> find(StageRef stage) {
    return findRow(stage).map(this::withReleases);
  }

  public Service get(StageRef stage) {
    stacks.getStage(stage);
    return find(stage).orElseThrow(() -> Deployments.noService(stage).toException());
  }

  /** Records how the application is built and run; the next deploy uses it. */
  public Service configure(Actor actor, StageRef stage, ServiceSpec spec) {
    stacks.getStage(stage);
    requireSource(actor, stage, spec.source());
    SpecRules.check(spec);
    return state.transaction(transaction -> settings.configure(transaction, actor, stage, spec));
  }

  /**
   * Records other values of some keys, all others as they are; the next deploy uses them. Also of a
   * stage that has no application yet.
   *
   * @param set texts by key, see {@link ServiceKeys}
   */
  public Service change(Actor actor, StageRef stage, Map<String, String> set, Set<String> unset) {
    stacks.getStage(stage);
    return state.transaction(
        transaction -> {
          var before =
              transaction
                  .attach(ServiceStore.class)
                  .lock(stage.stack().value(), stage.stage().value())
                  .map(row -> ServiceKeys.texts(row.spec()))
                  .orElse(Map.of());
          var spec = ServiceKeys.read(ServiceKeys.changed(before, set, unset));
          return settings.configure(transaction, actor, stage, spec);
        });
  }

  /** Records how it is built and run and deploys that: both, or where one is refused, neither. */
  public Operation configureAndDeploy(
      Actor actor, StageRef stage, ServiceSpec spec, Optional<String> idempotencyKey) {
    stacks.getStage(stage);
    requireSource(actor, stage, spec.source());
    SpecRules.check(spec);
    var asked = new Asked(actor, "configure and deploy " + SpecJson.write(spec), idempotencyKey);
    return once(
        asked,
        stage,
        transaction -> {
          settings.configure(transaction, actor, stage, spec);
          return deploy(transaction, asked, stage, spec);
        });
  }

  /**
   * Refuses code from where this actor may not take it; what is the stage's already, somebody who
   * may has named.
   *
   * @throws dev.cairn.core.ProblemException {@code source-not-allowed}
   */
  public void requireSource(Actor actor, StageRef stage, Source source) {
    settings.requireSource(actor, findRow(stage), source);
  }

  /** Whether a deploy would change nothing: source, specification and variables are the same. */
  public boolean isUpToDate(StageRef stage) {
    return deployments.findLive(stage).filter(upToDate::isAsWanted).isPresent();
  }

  /** The open deploy that ends in what a deploy opened now would end in. */
  public Optional<Operation> findSameDeploy(StageRef stage) {
    return operations
        .findOpen(stage.toString())
        .filter(operation -> rows(stage).stream().anyMatch(it -> upToDate.endsIn(operation, it)));
  }

  /** Refuses what {@link #deploy} would refuse, also of a stage that is not there yet. */
  public void check(StageRef stage, ServiceSpec spec) {
    SpecRules.check(spec);
    roots.requireThere(spec);
    runtimes.check(spec, runtimes.choose(spec));
    if (stacks.findStage(stage).isPresent()) {
      checkBuild(stage, spec);
    }
  }

  /** Refuses names that {@link #configure} would refuse as another has them. */
  public void checkNames(StageRef stage, ServiceSpec spec) {
    settings.requireNames(stage, spec);
  }

  public Operation deploy(
      Actor actor, StageRef stage, Optional<Source> source, Optional<String> idempotencyKey) {
    var what = source.map(it -> "deploy " + Origins.of(it)).orElse("deploy");
    var asked = new Asked(actor, what, idempotencyKey);
    return once(
        asked,
        stage,
        transaction -> {
          var service = getRow(stage);
          source.ifPresent(it -> settings.requireSource(actor, Optional.of(service), it));
          var spec = source.map(it -> service.spec().withSource(it)).orElse(service.spec());
          SpecRules.check(spec);
          roots.requireThere(spec);
          return deploy(transaction, asked, stage, spec);
        });
  }

  private void checkBuild(StageRef stage, ServiceSpec spec) {
    if (!BuildValues.referenced(spec).isEmpty()) {
      BuildValues.check(stage, spec, environments.effective(stage, runtimes.choose(spec)));
    }
  }

  private Operation deploy(Transaction transaction, Asked asked, StageRef stage, ServiceSpec spec) {
    checkBuild(stage, spec);
    var operation = deployments.deploy(transaction, asked, stage, spec);
    record(transaction, asked.actor(), "deploy", stage, operation);
    return operation;
  }

  /** To a release, or to the one before the live one. Its code, with today's variables. */
  public Operation rollback(
      Actor actor, StageRef stage, Optional<Integer> release, Optional<String> idempotencyKey) {
    var what = release.map(it -> "rollback to " + it).orElse("rollback");
    var asked = new Asked(actor, what, idempotencyKey);
    return once(
        asked,
        stage,
        transaction -> {
          getRow(stage);
          var target = RollbackTarget.choose(rows(stage), release, stage);
          var why = "rolled back to release " + release.orElse(target.number());
          var variables = environments.effective(stage, target.runtime());
          var mark = environments.buildMark(stage, target.spec(), variables);
          var operation = deployments.again(transaction, asked, target, why, mark);
          record(transaction, actor, "rollback", stage, operation);
          return operation;
        });
  }

  /** A request that is repeated is answered: nothing is checked, written or recorded again. */
  private Operation once(Asked asked, StageRef stage, Function<Transaction, Operation> work) {
    return state.transaction(
        transaction ->
            deployments
                .findRepeated(transaction, asked, stage)
                .orElseGet(() -> work.apply(transaction)));
  }

  /** Stops the application and forgets it, so that its stage can be deleted. */
  public Operation remove(Actor actor, StageRef stage, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, RemoveService.KIND, stage.toString());
          if (known.isPresent()) {
            return known.get();
          }
          getRow(stage);
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      RemoveService.plan(),
                      stage.toString(),
                      "Remove the application of " + stage,
                      actor,
                      Map.of(),
                      idempotencyKey));
          record(transaction, actor, "remove-service", stage, operation);
          return operation;
        });
  }

  /** Newest first. */
  public List<Release> listReleases(StageRef stage) {
    getRow(stage);
    return rows(stage).stream().map(ReleaseRow::toRelease).toList();
  }

  /**
   * Output of the live release, or of the newest where none is live; empty where there is no
   * application, or none that was ever deployed.
   */
  public Optional<Path> findLogFile(StageRef stage) {
    return deployments
        .findLive(stage)
        .or(() -> rows(stage).stream().findFirst())
        .map(release -> runtimes.of(release.runtime()).logFile(release.id()));
  }

  /** What a deploy of the specification is going to disturb besides, a sentence each. */
  public List<String> announcements(StageRef stage, ServiceSpec spec) {
    return deployments.announcements(stage, spec);
  }

  /**
   * The same of what is recorded, without a look at a network. Where nothing is: what a container
   * would disturb.
   */
  public List<String> announcements(StageRef stage) {
    return deployments.announcements(stage);
  }

  /** As {@link #findLogFile}, for whom an empty log would hide that nothing was deployed. */
  public Path logFile(StageRef stage) {
    getRow(stage);
    return findLogFile(stage).orElseThrow(() -> neverDeployed(stage).toException());
  }

  /** Its requests; empty where they are not written down, and there is no application. */
  public Optional<LogSource> findAccessLog(StageRef stage) {
    return findRow(stage)
        .filter(row -> row.spec().access().log())
        .map(row -> router.accessLog(stage));
  }

  /** As {@link #findAccessLog}, for whom an empty log would hide that nothing is written. */
  public LogSource accessLog(StageRef stage) {
    getRow(stage);
    return findAccessLog(stage)
        .orElseThrow(
            () ->
                Problem.conflict(
                        "access-log-off",
                        "The requests of " + stage + " are not written down.",
                        "Have them written from now on: cairn service set "
                            + stage
                            + " accessLog=true")
                    .toException());
  }

  /** Output of a release's build. */
  public Path buildLog(StageRef stage, int release) {
    getRow(stage);
    return rows(stage).stream()
        .filter(it -> it.number() == release)
        .map(it -> buildLogs.resolve(it.id() + ".log"))
        .findFirst()
        .orElseThrow(() -> RollbackTarget.unknown(stage, release).toException());
  }

  private void record(
      Transaction transaction, Actor actor, String action, StageRef stage, Operation operation) {
    activity.record(
        transaction,
        actor,
        action,
        stage.toString(),
        Map.of("operation", operation.id().toString(), "title", operation.title()));
  }

  private Optional<ServiceRow> findRow(StageRef stage) {
    return state.store(ServiceStore.class).find(stage.stack().value(), stage.stage().value());
  }

  private ServiceRow getRow(StageRef stage) {
    stacks.getStage(stage);
    return findRow(stage).orElseThrow(() -> Deployments.noService(stage).toException());
  }

  private List<ReleaseRow> rows(StageRef stage) {
    return state.store(ReleaseStore.class).list(stage.stack().value(), stage.stage().value());
  }

  private Service withReleases(ServiceRow row) {
    return row.toService(rows(row.stage()));
  }

  private static Problem neverDeployed(StageRef stage) {
    return Problem.conflict(
        "never-deployed",
        "The application of " + stage + " was never deployed.",
        "Deploy it: cairn deploy " + stage);
  }
}
