package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.Connections;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.Deploy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens deploys: a release's row and its operation, in one transaction. */
public final class Deployments {
  private final StateDatabase state;
  private final Operations operations;
  private final Runtimes runtimes;
  private final Connections connections;

  public Deployments(
      StateDatabase state, Operations operations, Runtimes runtimes, Connections connections) {
    this.state = state;
    this.operations = operations;
    this.runtimes = runtimes;
    this.connections = connections;
  }

  /** A release as wanted: built anew, or another's build. */
  private record Wanted(
      RuntimeKind runtime,
      String origin,
      String title,
      ServiceSpec spec,
      Optional<Integer> builtAs,
      String fingerprint,
      String buildMark,
      Map<String, String> more) {}

  /** Builds what the specification names. */
  Operation deploy(Transaction transaction, Asked asked, StageRef stage, ServiceSpec spec) {
    var runtime = runtimes.choose(spec);
    runtimes.check(spec, runtime);
    return open(
        transaction,
        asked,
        stage,
        new Wanted(
            runtime,
            Origins.of(spec.source()),
            "Deploy " + stage,
            spec,
            Optional.empty(),
            "",
            "",
            Map.of()));
  }

  /**
   * Runs a release's build again, with today's variables. Built anew where the build takes some of
   * them in: the same commit of a repository, a directory as it is now.
   *
   * @param buildMark {@link Environments#buildMark} of today
   */
  Operation redeploy(
      Transaction transaction, Asked asked, ReleaseRow release, String why, String buildMark) {
    if (buildMark.equals(release.buildMark())) {
      return again(transaction, asked, release, why, buildMark);
    }
    return open(
        transaction,
        asked,
        release.stage(),
        new Wanted(
            release.runtime(),
            why,
            "Deploy " + release.stage() + " again: " + why,
            release.spec(),
            Optional.empty(),
            release.fingerprint(),
            buildMark,
            Map.of(Deploy.BUILT_ANEW, release.fingerprint())));
  }

  /** Runs a release's build again, whatever it would get today. */
  Operation again(
      Transaction transaction, Asked asked, ReleaseRow release, String why, String buildMark) {
    var rows =
        transaction
            .attach(ReleaseStore.class)
            .list(release.stage().stack().value(), release.stage().stage().value());
    return open(
        transaction,
        asked,
        release.stage(),
        new Wanted(
            release.runtime(),
            why,
            "Deploy " + release.stage() + " again: " + why,
            release.spec(),
            Optional.of(RollbackTarget.builtAs(rows, release)),
            release.fingerprint(),
            buildMark,
            Map.of()));
  }

  /** The release that the edge sends requests to. */
  Optional<ReleaseRow> findLive(StageRef stage) {
    var stack = stage.stack().value();
    var name = stage.stage().value();
    return state
        .store(ServiceStore.class)
        .find(stack, name)
        .flatMap(ServiceRow::live)
        .flatMap(live -> state.store(ReleaseStore.class).find(stack, name, live));
  }

  /** As what the application of a stage runs, or would run. */
  RuntimeKind runtimeOf(StageRef stage) {
    var live = findLive(stage);
    if (live.isPresent()) {
      return live.get().runtime();
    }
    var service =
        state.store(ServiceStore.class).find(stage.stack().value(), stage.stage().value());
    return service
        .map(it -> runtimes.chooseAtOnce(it.spec()))
        .orElseGet(
            () ->
                runtimes.of(RuntimeKind.CONTAINER).unavailable().isEmpty()
                    ? RuntimeKind.CONTAINER
                    : RuntimeKind.PROCESS);
  }

  /** What a deploy of the specification is going to disturb besides, a sentence each. */
  List<String> announcements(StageRef stage, ServiceSpec spec) {
    return announcements(stage, runtimes.choose(spec));
  }

  List<String> announcements(StageRef stage) {
    var recorded =
        state.store(ServiceStore.class).find(stage.stack().value(), stage.stage().value());
    return announcements(
        stage, recorded.map(it -> runtimes.chooseAtOnce(it.spec())).orElse(RuntimeKind.CONTAINER));
  }

  private List<String> announcements(StageRef stage, RuntimeKind kind) {
    return kind == RuntimeKind.CONTAINER
        ? connections.list(stage).stream().map(Connections.Unreached::announcement).toList()
        : List.of();
  }

  /**
   * The deploy that the same request led to before. Waits for one that is on its way: whoever does
   * more than to open a deploy asks this first.
   */
  Optional<Operation> findRepeated(Transaction transaction, Asked asked, StageRef stage) {
    transaction.attach(ServiceStore.class).lock(stage.stack().value(), stage.stage().value());
    return operations.findRepeated(
        transaction,
        asked.actor(),
        asked.key(),
        Deploy.KIND,
        stage.toString(),
        it -> it.input().getOrDefault(Deploy.ASKED, asked.what()).equals(asked.what()));
  }

  private Operation open(Transaction transaction, Asked asked, StageRef stage, Wanted wanted) {
    var stack = stage.stack().value();
    var name = stage.stage().value();
    var repeated = findRepeated(transaction, asked, stage);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    if (transaction.attach(ServiceStore.class).lock(stack, name).isEmpty()) {
      throw noService(stage).toException();
    }
    var releases = transaction.attach(ReleaseStore.class);
    int number = releases.nextNumber(stack, name);
    var input = new HashMap<>(wanted.more());
    input.put(Deploy.RELEASE, String.valueOf(number));
    input.put(Deploy.ASKED, asked.what());
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                Deploy.plan(),
                stage.toString(),
                wanted.title(),
                asked.actor(),
                input,
                asked.key()));
    releases.insert(
        stack,
        name,
        number,
        wanted.runtime(),
        wanted.origin(),
        SpecJson.write(wanted.spec()),
        wanted.builtAs(),
        wanted.fingerprint(),
        wanted.buildMark(),
        asked.actor().name());
    return operation;
  }

  static Problem noService(StageRef stage) {
    return Problem.notFound(
        "no-service",
        "The stage " + stage + " has no application yet.",
        "Describe it in a cairn.yaml and apply that: cairn apply -f cairn.yaml");
  }
}
