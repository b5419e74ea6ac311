package dev.cairn.manifest;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Attachments;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Tunings;
import dev.cairn.secret.Secret;
import dev.cairn.service.Services;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the use cases what they would refuse of the steps, before the first is done: a file is
 * applied whole or not at all.
 */
final class Refusals {
  private final Stacks stacks;
  private final Databases databases;
  private final PrimaryChecks primaries;
  private final ReaderChecks readers;
  private final Attachments attachments;
  private final Tunings tunings;
  private final Services services;
  private final Variables variables;
  private final Map<String, Sensitive<String>> passwords;
  private final List<Problem> found = new ArrayList<>();
  private final Map<String, List<String>> secretsToCome = new HashMap<>();

  Refusals(
      Stacks stacks,
      Databases databases,
      PrimaryChecks primaries,
      ReaderChecks readers,
      Attachments attachments,
      Tunings tunings,
      Services services,
      Variables variables,
      Map<String, Sensitive<String>> passwords) {
    this.stacks = stacks;
    this.databases = databases;
    this.primaries = primaries;
    this.readers = readers;
    this.attachments = attachments;
    this.tunings = tunings;
    this.services = services;
    this.variables = variables;
    this.passwords = passwords;
  }

  /** In the order of the steps; each names the target that it is about. */
  List<Problem> of(Manifest manifest, List<Step> steps) {
    for (var stage : manifest.stages()) {
      var ref = new StageRef(manifest.stack(), stage.name());
      stage.databases().forEach(it -> askStorage(new DatabaseRef(ref, it.engine()), it));
    }
    for (var step : steps) {
      switch (step) {
        case Step.CreateStack(var _) -> {}
        case Step.CreateStage(var spec) -> ask(spec.ref().toString(), () -> stacks.check(spec));
        case Step.Configure(var stage, var spec) ->
            ask(stage.toString(), () -> services.checkNames(stage, spec));
        case Step.Add(var spec, var target) -> {
          comesWithSecret(spec.ref(), Secret.KEYS);
          ask(spec.ref().toString(), () -> databases.check(target, spec));
        }
        case Step.AddReplica adding -> {
          comesWithSecret(adding.spec().ref(), Secret.REPLICA_KEYS);
          ask(adding.spec().ref().toString(), () -> primaries.check(adding));
        }
        case Step.Attach(var ref, var entry, var _) -> {
          comesWithSecret(ref, Secret.KEYS);
          // One whose password is missing is refused for that.
          Optional.ofNullable(passwords.get(entry.password()))
              .map(entry::spec)
              .ifPresent(
                  spec ->
                      ask(
                          ref.toString(),
                          () -> attachments.check(ref, spec, runsInContainers(manifest, ref))));
        }
        case Step.Resize(var ref, var spec) ->
            ask(ref.toString(), () -> databases.check(ref, spec));
        case Step.Tune(var ref, var spec) -> ask(ref.toString(), () -> tunings.check(ref, spec));
        case Step.ReadFrom reading -> ask(reading.ref().toString(), () -> readers.check(reading));
        case Step.SetVariables(var stage, var values, var _) ->
            ask(stage.toString(), () -> variables.check(values, secretsToCome));
        case Step.Deploy(var stage) ->
            manifest
                .service()
                .ifPresent(spec -> ask(stage.toString(), () -> services.check(stage, spec)));
      }
    }
    return found;
  }

  /** Of replicas that are there: what they would be grown to beyond what the file says. */
  private void askStorage(DatabaseRef ref, Manifest.DatabaseEntry entry) {
    entry
        .replicaOf()
        .filter(_ -> databases.find(ref).isPresent())
        .ifPresent(it -> ask(ref.toString(), () -> primaries.checkStorage(it, entry.storage())));
  }

  private boolean runsInContainers(Manifest manifest, DatabaseRef ref) {
    return manifest
        .service()
        .map(services::runsInContainers)
        .orElseGet(() -> services.runsInContainers(ref.stage()));
  }

  private void comesWithSecret(DatabaseRef ref, List<String> keys) {
    secretsToCome.put(Secret.nameOf(ref.stage(), ref.engine().id()), keys);
  }

  private void ask(String target, Runnable check) {
    try {
      check.run();
    } catch (ProblemException e) {
      var problem = e.problem();
      var violations =
          problem.violations().stream()
              .map(it -> new Violation(target + "." + it.field(), it.message()))
              .toList();
      found.add(
          problem.withViolations(
              violations.isEmpty()
                  ? List.of(new Violation(target, problem.message()))
                  : violations));
    }
  }
}
