package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.Deploy;
import java.util.Map;
import java.util.Optional;

/** Opens deploys: a release's row and its operation, in one transaction. */
public final class Deployments {
  private final StateDatabase state;
  private final Operations operations;
  private final Runtimes runtimes;

  public Deployments(StateDatabase state, Operations operations, Runtimes runtimes) {
    this.state = state;
    this.operations = operations;
    this.runtimes = runtimes;
  }

  /** A release as wanted: built anew, or another's build. */
  private record Wanted(
      RuntimeKind runtime,
      String origin,
      String title,
      ServiceSpec spec,
      Optional<Integer> builtAs,
      String fingerprint) {}

  /** Builds what the specification names. */
  Operation deploy(
      Transaction transaction,
      Actor actor,
      StageRef stage,
      ServiceSpec spec,
      Optional<String> key) {
    var runtime = runtimes.choose(spec);
    runtimes.check(spec, runtime);
    return open(
        transaction,
        actor,
        stage,
        new Wanted(
            runtime, Origins.of(spec.source()), "Deploy " + stage, spec, Optional.empty(), ""),
        key);
  }

  /** Runs a release's build again, with today's variables. */
  Operation redeploy(
      Transaction transaction, Actor actor, ReleaseRow release, String why, Optional<String> key) {
    return open(
        transaction,
        actor,
        release.stage(),
        new Wanted(
            release.runtime(),
            why,
            "Deploy " + release.stage() + " again: " + why,
            release.spec(),
            Optional.of(release.number()),
            release.fingerprint()),
        key);
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
        .map(it -> runtimes.choose(it.spec()))
        .orElseGet(
            () ->
                runtimes.containers().unavailable().isEmpty()
                    ? RuntimeKind.CONTAINER
                    : RuntimeKind.PROCESS);
  }

  /** The deploy that this key was used for before. */
  Optional<Operation> findRepeated(
      Transaction transaction, Actor actor, StageRef stage, Optional<String> key) {
    return operations.findRepeated(transaction, actor, key, Deploy.KIND, stage.toString());
  }

  private Operation open(
      Transaction transaction, Actor actor, StageRef stage, Wanted wanted, Optional<String> key) {
    var stack = stage.stack().value();
    var name = stage.stage().value();
    var repeated = findRepeated(transaction, actor, stage, key);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    if (transaction.attach(ServiceStore.class).lock(stack, name).isEmpty()) {
      throw noService(stage).toException();
    }
    var releases = transaction.attach(ReleaseStore.class);
    int number = releases.nextNumber(stack, name);
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                Deploy.plan(),
                stage.toString(),
                wanted.title(),
                actor,
                Map.of(Deploy.RELEASE, String.valueOf(number)),
                key));
    releases.insert(
        stack,
        name,
        number,
        wanted.runtime(),
        wanted.origin(),
        SpecJson.write(wanted.spec()),
        wanted.builtAs(),
        wanted.fingerprint(),
        actor.name());
    return operation;
  }

  static Problem noService(StageRef stage) {
    return Problem.notFound(
        "no-service",
        "The stage " + stage + " has no application yet.",
        "Describe it in a cairn.yaml and apply that: cairn apply -f cairn.yaml");
  }
}
