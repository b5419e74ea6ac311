package dev.cairn.service;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.provider.ReleaseInstance.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down how an application is built, run and reached, with what it gets for good: a port and
 * a name. What others have it does not get.
 *
 * @param consoleHosts names that no application may have
 */
record ServiceSettings(
    StateDatabase state, Activity activity, SourceRoots roots, Set<String> consoleHosts) {

  Service configure(Transaction transaction, Actor actor, StageRef stage, ServiceSpec spec) {
    var store = transaction.attach(ServiceStore.class);
    var stack = stage.stack().value();
    var name = stage.stage().value();
    var before = store.lock(stack, name);
    requireSource(actor, before, spec.source());
    roots.requireThere(spec);
    requireNotTheConsoles(spec);
    boolean isChanged = before.filter(it -> it.spec().equals(spec)).isEmpty();
    if (before.isEmpty()) {
      insert(store, stage, spec);
    } else if (isChanged) {
      store.configure(stack, name, SpecJson.write(spec));
    }
    if (isChanged) {
      claim(store, stage, spec.access().hosts());
      activity.record(
          transaction,
          actor,
          "configure-service",
          stage.toString(),
          SpecChanges.details(before.map(ServiceRow::spec), spec));
    }
    var releases = transaction.attach(ReleaseStore.class).list(stack, name);
    return store.find(stack, name).orElseThrow().toService(releases);
  }

  private static void insert(ServiceStore store, StageRef stage, ServiceSpec spec) {
    var stack = stage.stack().value();
    var name = stage.stage().value();
    if (store.isNameTaken(stack, name)) {
      throw nameTaken(stage).toException();
    }
    int port = StagePorts.choose(store.ports());
    if (store.insert(stack, name, SpecJson.write(spec), port, HostNames.ofStage(stage)) == 0) {
      throw Problem.conflict(
              "port-taken",
              "Another stage took port " + port + " at the same moment.",
              "Try again.")
          .toException();
    }
  }

  /** In one order everywhere: of two who want the same, one waits for the other. */
  private static void claim(ServiceStore store, StageRef stage, List<String> hosts) {
    var stack = stage.stack().value();
    var name = stage.stage().value();
    store.releaseHosts(stack, name, hosts.toArray(String[]::new));
    for (var host : hosts.stream().sorted().toList()) {
      if (store.claimHost(host, stack, name) == 0) {
        refuseForeign(store, stage, host);
      }
    }
  }

  /** Refuses names that the stage, which need not be there yet, would not get. */
  void requireNames(StageRef stage, ServiceSpec spec) {
    requireNotTheConsoles(spec);
    var store = state.store(ServiceStore.class);
    spec.access().hosts().forEach(host -> refuseForeign(store, stage, host));
    var stack = stage.stack().value();
    var name = stage.stage().value();
    if (store.find(stack, name).isEmpty() && store.isNameTaken(stack, name)) {
      throw nameTaken(stage).toException();
    }
  }

  private static void refuseForeign(ServiceStore store, StageRef stage, String host) {
    var owner = store.ownerOf(host).filter(it -> !it.equals(stage.toString()));
    if (owner.isPresent()) {
      throw Problem.conflict(
              "host-taken",
              "The name " + host + " is that of " + owner.get() + " already.",
              "Take it from there first: cairn service set " + owner.get() + " hosts=")
          .toException();
    }
  }

  private void requireNotTheConsoles(ServiceSpec spec) {
    SpecRules.refuse(
        spec.access().hosts().stream()
            .filter(consoleHosts::contains)
            .map(host -> new Violation(ServiceKeys.HOSTS, host + " is the console's own name"))
            .toList());
  }

  void requireSource(Actor actor, Optional<ServiceRow> before, Source source) {
    if (before.filter(it -> it.spec().source().equals(source)).isEmpty()) {
      roots.require(actor, source);
    }
    roots.requireThere(source);
  }

  private static Problem nameTaken(StageRef stage) {
    return Problem.conflict(
        "service-name-taken",
        "The containers of "
            + stage
            + " would have the names of another stage's: "
            + stage.joined()
            + ".",
        "Give the stack or the stage another name.");
  }
}
