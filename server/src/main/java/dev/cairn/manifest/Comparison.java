package dev.cairn.manifest;

import dev.cairn.core.Name;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Attachments;
import dev.cairn.database.Databases;
import dev.cairn.database.Tunings;
import dev.cairn.operation.Operations;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.reader.Readers;
import dev.cairn.service.ServiceSpec;
import dev.cairn.service.Services;
import dev.cairn.service.SpecChanges;
import dev.cairn.service.Variable;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.Stage;
import dev.cairn.stack.StageSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds a manifest against what is there: the steps between them, in the order of their doing. */
final class Comparison {

  private final Stacks stacks;
  private final Databases databases;
  private final Replicas replicas;
  private final Readers readers;
  private final Attachments attachments;
  private final Tunings tunings;
  private final Services services;
  private final Variables variables;
  private final Operations operations;

  private final Differences differences = new Differences();
  private final List<Runnable> last = new ArrayList<>();

  Comparison(
      Stacks stacks,
      Databases databases,
      Replicas replicas,
      Readers readers,
      Attachments attachments,
      Tunings tunings,
      Services services,
      Variables variables,
      Operations operations) {
    this.stacks = stacks;
    this.databases = databases;
    this.replicas = replicas;
    this.readers = readers;
    this.attachments = attachments;
    this.tunings = tunings;
    this.services = services;
    this.variables = variables;
    this.operations = operations;
  }

  List<Step> steps() {
    return differences.steps();
  }

  void note(String sentence) {
    differences.note(sentence);
  }

  Preview preview(Manifest manifest) {
    var all = new ArrayList<>(differences.notes());
    for (var step : differences.steps()) {
      if (step instanceof Step.Deploy(var stage)) {
        manifest
            .service()
            .ifPresent(
                spec ->
                    services
                        .announcements(stage, spec)
                        .forEach(
                            it -> all.add("The application of " + stage + " is deployed: " + it)));
      }
    }
    return new Preview(manifest.stack(), differences.changes(), all);
  }

  /**
   * Compares.
   *
   * @throws dev.cairn.core.ProblemException {@code manifest-not-applicable} where the file wants
   *     what cannot be, such as storage that shrinks; what each step would be refused for, is told
   *     before the first is done
   */
  Comparison of(Manifest manifest, Map<String, Sensitive<String>> passwords) {
    var stack = manifest.stack();
    if (stacks.find(stack).isEmpty()) {
      differences.plan(
          new Step.CreateStack(stack),
          PlannedChange.Kind.CREATE,
          stack.value(),
          "create stack " + stack);
    } else {
      stacks.listStages(stack).stream()
          .map(stage -> stage.ref().stage())
          .filter(name -> manifest.stages().stream().noneMatch(it -> it.name().equals(name)))
          .forEach(name -> differences.left("the stage " + stack + "/" + name));
    }
    Optional<Name> before = Optional.empty();
    for (var entry : manifest.stages()) {
      stage(manifest, entry, before);
      before = Optional.of(entry.name());
    }
    last.forEach(Runnable::run);
    for (var entry : manifest.stages()) {
      var reading = new ReaderComparison(readers, differences);
      entry.databases().forEach(it -> reading.of(new StageRef(stack, entry.name()), it));
    }
    var refused =
        new Refusals(
                stacks,
                databases,
                new PrimaryChecks(databases, replicas, operations, differences.steps()),
                new ReaderChecks(databases, readers, operations, differences.steps()),
                attachments,
                tunings,
                services,
                variables,
                passwords)
            .of(manifest, differences.steps());
    differences.requireApplicable(refused);
    return this;
  }

  private void stage(Manifest manifest, Manifest.StageEntry entry, Optional<Name> before) {
    var ref = new StageRef(manifest.stack(), entry.name());
    var found = stacks.findStage(ref);
    if (found.isEmpty()) {
      differences.plan(
          new Step.CreateStage(new StageSpec(ref, before, entry.target(), entry.region())),
          PlannedChange.Kind.CREATE,
          ref.toString(),
          "create stage " + ref);
    }
    found.ifPresent(
        stage -> {
          differences.requireSame(ref, "target", entry.target(), stage.target());
          differences.requireSame(ref, "region", entry.region(), stage.region());
          left(manifest, entry, ref);
        });
    if (entry.bastion()) {
      differences.note("This release of Cairn has no bastions: that of " + ref + " is left out.");
    }
    boolean configured = configure(manifest, entry, ref, found.isPresent());
    var target = found.map(Stage::target).or(entry::target).orElse(Stacks.DEFAULT_TARGET);
    var compared =
        new DatabaseComparison(databases, replicas, attachments, tunings, operations, differences);
    entry.databases().stream()
        .filter(it -> it.replicaOf().isEmpty())
        .forEach(it -> compared.of(ref, target, it, found.isPresent()));
    var following = entry.databases().stream().filter(it -> it.replicaOf().isPresent()).toList();
    if (following.isEmpty()) {
      deploy(manifest, entry, found.isPresent(), configured);
      return;
    }
    // Behind the primaries that the same file makes, in whatever order its stages stand.
    last.add(
        () -> {
          following.forEach(it -> compared.of(ref, target, it, found.isPresent()));
          deploy(manifest, entry, found.isPresent(), configured);
        });
  }

  private void deploy(
      Manifest manifest, Manifest.StageEntry entry, boolean exists, boolean configured) {
    var ref = new StageRef(manifest.stack(), entry.name());
    boolean deploy =
        manifest.service().isPresent() && (configured || !exists || !services.isUpToDate(ref));
    variables(ref, entry, exists, deploy);
    if (deploy) {
      differences.plan(
          new Step.Deploy(ref), PlannedChange.Kind.CHANGE, ref.toString(), "deploy " + ref);
    }
  }

  /** Whether that takes a deploy. */
  private boolean configure(
      Manifest manifest, Manifest.StageEntry entry, StageRef ref, boolean exists) {
    var wanted = manifest.serviceOf(entry);
    var current = exists ? services.find(ref).map(it -> it.spec()) : Optional.<ServiceSpec>empty();
    if (wanted.isEmpty() || wanted.equals(current)) {
      return false;
    }
    differences.plan(
        new Step.Configure(ref, wanted.get()),
        current.isEmpty() ? PlannedChange.Kind.CREATE : PlannedChange.Kind.CHANGE,
        ref.toString(),
        (current.isEmpty() ? "set up" : "change")
            + " the application of "
            + ref
            + current.map(it -> ": " + SpecChanges.sentence(it, wanted.get())).orElse(""));
    return current.filter(it -> it.runsAs(wanted.get())).isEmpty();
  }

  private void variables(
      StageRef ref, Manifest.StageEntry entry, boolean exists, boolean deployed) {
    var current = exists ? setByUser(ref) : Map.<String, String>of();
    var wanted = new HashMap<String, String>();
    entry
        .variables()
        .forEach(
            (name, value) -> {
              if (!value.equals(current.get(name))) {
                wanted.put(name, value);
                differences.add(
                    new PlannedChange(
                        current.containsKey(name)
                            ? PlannedChange.Kind.CHANGE
                            : PlannedChange.Kind.CREATE,
                        ref.toString(),
                        (current.containsKey(name) ? "change" : "set")
                            + " variable "
                            + name
                            + " of "
                            + ref));
              }
            });
    if (!wanted.isEmpty()) {
      differences.add(new Step.SetVariables(ref, Map.copyOf(wanted), deployed));
    }
    current.keySet().stream()
        .filter(name -> !entry.variables().containsKey(name))
        .sorted()
        .forEach(name -> differences.left("the variable " + name + " of " + ref));
  }

  /** As a manifest writes them, by name. */
  private Map<String, String> setByUser(StageRef stage) {
    return variables.list(stage).stream()
        .filter(it -> !(it.origin() instanceof Variable.Origin.Generated))
        .collect(Collectors.toMap(Variable::name, Comparison::written));
  }

  private static String written(Variable variable) {
    return switch (variable.origin()) {
      case Variable.Origin.SecretReference(var secret, var key) -> "secret:" + secret + "#" + key;
      case Variable.Origin.Literal() -> variable.value().reveal();
      case Variable.Origin.Generated(var database) -> variable.value().reveal();
    };
  }

  private void left(Manifest manifest, Manifest.StageEntry entry, StageRef ref) {
    var named =
        entry.databases().stream()
            .collect(Collectors.toMap(Manifest.DatabaseEntry::engine, Function.identity()));
    databases.list(ref).stream()
        .filter(database -> !named.containsKey(database.ref().engine()))
        .forEach(database -> differences.left("the database " + database.ref()));
    if (manifest.service().isEmpty() && services.find(ref).isPresent()) {
      differences.left("the application of " + ref);
    }
  }
}
