package dev.cairn.manifest;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Turns;
import dev.cairn.core.Violation;
import dev.cairn.database.Attachments;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Tunings;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.reader.Readers;
import dev.cairn.secret.Secrets;
import dev.cairn.service.Service;
import dev.cairn.service.ServiceSpec;
import dev.cairn.service.Services;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Use cases of {@code cairn.yaml}. */
public final class Manifests {
  private static final Turns READING =
      new Turns(
          "manifest",
          Problem.unavailable(
              "manifests-busy",
              "Too many manifests are being read.",
              "Try again in a few seconds."));

  private final Stacks stacks;
  private final Databases databases;
  private final Replicas replicas;
  private final Readers readers;
  private final Attachments attachments;
  private final Tunings tunings;
  private final Services services;
  private final Variables variables;
  private final Operations operations;
  private final Secrets secrets;

  public Manifests(
      Stacks stacks,
      Databases databases,
      Replicas replicas,
      Readers readers,
      Attachments attachments,
      Tunings tunings,
      Services services,
      Variables variables,
      Operations operations,
      Secrets secrets) {
    this.stacks = stacks;
    this.databases = databases;
    this.replicas = replicas;
    this.readers = readers;
    this.attachments = attachments;
    this.tunings = tunings;
    this.services = services;
    this.variables = variables;
    this.operations = operations;
    this.secrets = secrets;
  }

  /**
   * What {@link #apply} would do now, or its refusal; changes nothing. Databases that are there
   * already are looked at, from the stage's network where they are of this machine; only those
   * whose passwords are given.
   *
   * @param baseDirectory where relative sources begin
   * @param passwords of databases that are there already, by what the file names them, for example
   *     {@code env:SHOP_PASSWORD}
   * @param allowed what of this machine the file may have that its stages do not have already; all
   *     that the actor may, where empty
   * @throws dev.cairn.core.ProblemException {@code invalid-yaml}, {@code invalid-manifest}, {@code
   *     manifest-not-applicable}: all mistakes together; {@code operation-in-progress} where one
   *     runs that ends in something else; {@code source-elsewhere}, {@code secret-elsewhere} where
   *     it wants what it is not allowed
   */
  public Preview preview(
      Actor actor,
      String yaml,
      Optional<Path> baseDirectory,
      Map<String, Sensitive<String>> passwords,
      Optional<Allowance> allowed) {
    var manifest = read(yaml, baseDirectory);
    requireSources(actor, manifest, baseDirectory, allowed);
    var comparison = compare(manifest, passwords);
    allowed.ifPresent(it -> requireSecrets(manifest, comparison, it));
    comparison.steps().forEach(step -> noteUnseen(comparison, step, passwords));
    postponement(comparison).notes().forEach(comparison::note);
    return comparison.preview(manifest);
  }

  /**
   * Makes it so, whole or not at all: what {@link #preview} refuses is refused before the first
   * step. What has to wait for the end of what this opens is postponed: it is called again then.
   * Applied again it changes nothing; after a death in its middle it goes on. Nothing that the file
   * does not name is removed.
   */
  public Applied apply(
      Actor actor,
      String yaml,
      Optional<Path> baseDirectory,
      Map<String, Sensitive<String>> passwords,
      Optional<Allowance> allowed) {
    var manifest = read(yaml, baseDirectory);
    requireSources(actor, manifest, baseDirectory, allowed);
    var comparison = compare(manifest, passwords);
    allowed.ifPresent(it -> requireSecrets(manifest, comparison, it));
    comparison.steps().forEach(step -> requirePassword(step, passwords));
    comparison.steps().forEach(step -> requireAllowed(actor, step));
    var postponed = postponement(comparison);
    postponed.notes().forEach(comparison::note);
    Map<UUID, Operation> opened = new LinkedHashMap<>();
    for (var step : comparison.steps()) {
      if (!postponed.holds(step)) {
        act(actor, step, passwords).ifPresent(operation -> opened.put(operation.id(), operation));
      }
    }
    for (var primary : postponed.primaries()) {
      operations
          .findOpen(primary.toString())
          .ifPresent(operation -> opened.putIfAbsent(operation.id(), operation));
    }
    for (var stage : manifest.stages()) {
      underway(manifest, stage).forEach((id, operation) -> opened.putIfAbsent(id, operation));
    }
    return new Applied(
        comparison.preview(manifest), opened.values().stream().toList(), postponed.targets());
  }

  private Postponement postponement(Comparison comparison) {
    return new Postponement(comparison.steps(), databases, operations);
  }

  /** The {@code cairn.yaml} of a living stack: applied to it, it changes nothing. */
  public String export(Name stack) {
    return new Export(stacks, databases, readers, attachments, tunings, services, variables)
        .of(stack);
  }

  /** A long one takes a processor for a second, and many times its size. */
  private static Manifest read(String yaml, Optional<Path> baseDirectory) {
    return READING.alone(() -> ManifestReader.read(yaml, baseDirectory));
  }

  /** Before anything looks into them. */
  private void requireSources(
      Actor actor, Manifest manifest, Optional<Path> directory, Optional<Allowance> allowed) {
    for (var stage : manifest.stages()) {
      var ref = new StageRef(manifest.stack(), stage.name());
      manifest
          .service()
          .ifPresent(
              wanted -> {
                // First: others than who may have it learn nothing of where it leads.
                services.requireSource(actor, ref, wanted.source());
                allowed
                    .filter(it -> !isSetUp(ref, wanted))
                    .ifPresent(it -> it.require(ref, wanted.source(), directory));
              });
    }
  }

  /** What a stage has already and does already with it, is not asked for again. */
  private boolean isSetUp(StageRef stage, ServiceSpec wanted) {
    return services.find(stage).map(Service::spec).filter(wanted::runsAs).isPresent();
  }

  private Comparison compare(Manifest manifest, Map<String, Sensitive<String>> passwords) {
    var comparison =
        new Comparison(
                stacks,
                databases,
                replicas,
                readers,
                attachments,
                tunings,
                services,
                variables,
                operations)
            .of(manifest, passwords);
    comparison.steps().forEach(step -> requireIdle(step, comparison.steps()));
    return comparison;
  }

  private void requireSecrets(Manifest manifest, Comparison comparison, Allowance allowed) {
    for (var step : comparison.steps()) {
      if (step instanceof Step.SetVariables(var stage, var values, var _)) {
        allowed.require(manifest.stack(), stage, values, secrets);
      }
      if (step instanceof Step.AddReplica(var spec, var _, var _)) {
        allowed.require(manifest.stack(), spec.ref(), spec.primary());
      }
    }
  }

  /** A preview may do without a password, and says what it could not look at then. */
  private static void noteUnseen(
      Comparison comparison, Step step, Map<String, Sensitive<String>> passwords) {
    if (step instanceof Step.Attach(var ref, var entry, var _)
        && !passwords.containsKey(entry.password())) {
      comparison.note(
          ref
              + " is looked at when the file is applied, with its password ("
              + entry.password()
              + "), not before.");
    }
  }

  private static void requirePassword(Step step, Map<String, Sensitive<String>> passwords) {
    if (step instanceof Step.Attach(var ref, var entry, var _)
        && !passwords.containsKey(entry.password())) {
      throw Problem.invalid(
              "password-missing",
              "The password of " + ref + " was not found: " + entry.password() + ".",
              entry.password().startsWith("env:")
                  ? "Set the variable "
                      + entry.password().substring(4)
                      + " where you call cairn apply, and let the file have it: --allow-env "
                      + entry.password().substring(4)
                  : "Write it as the first line of that file, beside cairn.yaml. One that is"
                      + " hidden, or any where cairn.yaml lies in a home directory, the command"
                      + " has to be told: --allow-file "
                      + entry.password().substring("file:".length()))
          .withViolations(List.of(new Violation(ref + ".password", "was not found")))
          .toException();
    }
  }

  /** Refuses what this actor may not do, before anything is done. */
  private static void requireAllowed(Actor actor, Step step) {
    switch (step) {
      case Step.Add(var spec, var _) ->
          spec.tuning().ifPresent(it -> Tunings.requireAllowed(actor, spec.ref(), it));
      case Step.AddReplica(var spec, var _, var tuning) ->
          Tunings.requireAllowed(actor, spec.ref(), tuning);
      case Step.Resize(var ref, var spec) ->
          spec.tuning().ifPresent(it -> Tunings.requireAllowed(actor, ref, it));
      case Step.Tune(var ref, var spec) -> Tunings.requireAllowed(actor, ref, spec);
      case Step.Attach _,
          Step.ReadFrom _,
          Step.SetVariables _,
          Step.Deploy _,
          Step.CreateStack _,
          Step.CreateStage _,
          Step.Configure _ -> {}
    }
  }

  /** Refuses what would run into an operation that ends elsewhere, before anything is done. */
  private void requireIdle(Step step, List<Step> all) {
    switch (step) {
      case Step.Resize(var ref, var _) -> operations.refuseOpen(ref.toString());
      case Step.Tune(var ref, var _) -> operations.refuseOpen(ref.toString());
      case Step.Attach(var ref, var _, var _) -> operations.refuseOpen(ref.toString());
      case Step.ReadFrom(var ref, var _) -> operations.refuseOpen(ref.readerTarget());
      case Step.SetVariables(var stage, var _, var _) -> operations.refuseOpen(stage.toString());
      case Step.Deploy(var stage) -> {
        boolean isConfigured =
            all.stream()
                .anyMatch(
                    it -> it instanceof Step.Configure(var other, var _) && other.equals(stage));
        if (isConfigured || services.findSameDeploy(stage).isEmpty()) {
          operations.refuseOpen(stage.toString());
        }
      }
      case Step.CreateStack(var _) -> {}
      case Step.CreateStage(var _) -> {}
      case Step.Configure(var _, var _) -> {}
      case Step.Add(var _, var _) -> {}
      case Step.AddReplica(var _, var _, var _) -> {}
    }
  }

  private Optional<Operation> act(
      Actor actor, Step step, Map<String, Sensitive<String>> passwords) {
    return switch (step) {
      case Step.CreateStack(var stack) -> {
        stacks.create(actor, stack);
        yield Optional.empty();
      }
      case Step.CreateStage(var spec) -> {
        stacks.createStage(actor, spec);
        yield Optional.empty();
      }
      case Step.Configure(var stage, var spec) -> {
        services.configure(actor, stage, spec);
        yield Optional.empty();
      }
      case Step.Add(var spec, var _) -> Optional.of(databases.add(actor, spec, Optional.empty()));
      case Step.AddReplica(var spec, var _, var _) ->
          Optional.of(replicas.add(actor, spec, Optional.empty()));
      case Step.Attach(var ref, var entry, var replaced) -> {
        var password =
            Optional.ofNullable(passwords.get(entry.password())).orElse(Sensitive.of(""));
        var spec = entry.spec(password);
        yield Optional.of(
            replaced
                ? attachments.replace(actor, ref, spec, Optional.empty())
                : attachments.attach(actor, ref, spec, Optional.empty()));
      }
      case Step.Resize(var ref, var spec) ->
          Optional.of(databases.resize(actor, ref, spec, Optional.empty()));
      case Step.Tune(var ref, var spec) ->
          Optional.of(tunings.change(actor, ref, spec, Optional.empty()));
      case Step.ReadFrom(var ref, var from) ->
          Optional.of(readers.change(actor, ref, Optional.of(from), Optional.empty()));
      case Step.SetVariables(var stage, var values, var deployed) -> {
        if (deployed) {
          variables.save(actor, stage, values, Set.of());
          yield Optional.empty();
        }
        yield variables.change(actor, stage, values, Set.of());
      }
      case Step.Deploy(var stage) ->
          // What is on its way since an earlier apply is not asked for twice.
          services
              .findSameDeploy(stage)
              .or(
                  () ->
                      Optional.of(
                          services.deploy(actor, stage, Optional.empty(), Optional.empty())));
    };
  }

  private Map<UUID, Operation> underway(Manifest manifest, Manifest.StageEntry stage) {
    var ref = new StageRef(manifest.stack(), stage.name());
    var found = new LinkedHashMap<UUID, Operation>();
    stage
        .databases()
        .forEach(
            database -> {
              var target = new DatabaseRef(ref, database.engine());
              Stream.of(target.toString(), target.readerTarget())
                  .flatMap(it -> operations.findOpen(it).stream())
                  .forEach(operation -> found.put(operation.id(), operation));
            });
    operations
        .findOpen(ref.toString())
        .ifPresent(operation -> found.put(operation.id(), operation));
    return found;
  }
}
