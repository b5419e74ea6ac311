package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Attachments;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.Databases;
import dev.cairn.database.ResizeSpec;
import dev.cairn.database.TuningSpec;
import dev.cairn.database.Tunings;
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
import java.util.stream.Stream;

/** Holds a manifest against what is there: the steps between them, in the order of their doing. */
final class Comparison {

  /** One thing to do. */
  sealed interface Step {
    record CreateStack(Name stack) implements Step {}

    record CreateStage(StageSpec spec) implements Step {}

    record Configure(StageRef stage, ServiceSpec spec) implements Step {}

    record Add(DatabaseSpec spec, String target) implements Step {}

    /** Where {@code replaced}, one is attached already and is reached otherwise from now on. */
    record Attach(DatabaseRef ref, AttachedEntry entry, boolean replaced) implements Step {}

    record Resize(DatabaseRef ref, ResizeSpec spec) implements Step {}

    record Tune(DatabaseRef ref, TuningSpec spec) implements Step {}

    /** Where {@code deployed}, a deploy follows that hands them over. */
    record SetVariables(StageRef stage, Map<String, String> values, boolean deployed)
        implements Step {}

    record Deploy(StageRef stage) implements Step {}
  }

  private final Stacks stacks;
  private final Databases databases;
  private final Attachments attachments;
  private final Tunings tunings;
  private final Services services;
  private final Variables variables;

  /** A password that is not looked at. */
  private static final Sensitive<String> UNKNOWN = Sensitive.of("unknown");

  private final List<Step> steps = new ArrayList<>();
  private final List<PlannedChange> changes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  Comparison(
      Stacks stacks,
      Databases databases,
      Attachments attachments,
      Tunings tunings,
      Services services,
      Variables variables) {
    this.stacks = stacks;
    this.databases = databases;
    this.attachments = attachments;
    this.tunings = tunings;
    this.services = services;
    this.variables = variables;
  }

  List<Step> steps() {
    return steps;
  }

  Preview preview(Manifest manifest) {
    var all = new ArrayList<>(notes);
    for (var step : steps) {
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
    return new Preview(manifest.stack(), changes, all);
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
      plan(
          new Step.CreateStack(stack),
          PlannedChange.Kind.CREATE,
          stack.value(),
          "create stack " + stack);
    } else {
      stacks.listStages(stack).stream()
          .map(stage -> stage.ref().stage())
          .filter(name -> manifest.stages().stream().noneMatch(it -> it.name().equals(name)))
          .forEach(name -> left("the stage " + stack + "/" + name));
    }
    Optional<Name> before = Optional.empty();
    for (var entry : manifest.stages()) {
      stage(manifest, entry, before);
      before = Optional.of(entry.name());
    }
    var refused =
        new Refusals(stacks, databases, attachments, tunings, services, variables, passwords)
            .of(manifest, steps);
    if (!violations.isEmpty() || !refused.isEmpty()) {
      throw notApplicable(refused).toException();
    }
    return this;
  }

  private Problem notApplicable(List<Problem> refused) {
    var sentences =
        Stream.concat(
            violations.stream().map(Violation::message), refused.stream().map(Problem::message));
    return Problem.invalid(
            "manifest-not-applicable",
            "cairn.yaml wants what cannot be: "
                + sentences.distinct().collect(Collectors.joining(" ")),
            "Correct the file and try again; nothing was changed.")
        .withViolations(
            Stream.concat(
                    violations.stream(), refused.stream().flatMap(it -> it.violations().stream()))
                .toList());
  }

  private void stage(Manifest manifest, Manifest.StageEntry entry, Optional<Name> before) {
    var ref = new StageRef(manifest.stack(), entry.name());
    var found = stacks.findStage(ref);
    if (found.isEmpty()) {
      plan(
          new Step.CreateStage(new StageSpec(ref, before, entry.target(), entry.region())),
          PlannedChange.Kind.CREATE,
          ref.toString(),
          "create stage " + ref);
    }
    found.ifPresent(
        stage -> {
          differs(ref, "target", entry.target(), stage.target());
          differs(ref, "region", entry.region(), stage.region());
          left(manifest, entry, ref);
        });
    if (entry.bastion()) {
      notes.add("This release of Cairn has no bastions: that of " + ref + " is left out.");
    }
    boolean configured = configure(manifest, ref, found.isPresent());
    var target = found.map(Stage::target).or(entry::target).orElse(Stacks.DEFAULT_TARGET);
    entry.databases().forEach(database -> database(ref, target, database, found.isPresent()));
    boolean deploy =
        manifest.service().isPresent()
            && (configured || found.isEmpty() || !services.isUpToDate(ref));
    variables(ref, entry, found.isPresent(), deploy);
    if (deploy) {
      plan(new Step.Deploy(ref), PlannedChange.Kind.CHANGE, ref.toString(), "deploy " + ref);
    }
  }

  private boolean configure(Manifest manifest, StageRef ref, boolean exists) {
    var wanted = manifest.service();
    var current = exists ? services.find(ref).map(it -> it.spec()) : Optional.<ServiceSpec>empty();
    if (wanted.isEmpty() || wanted.equals(current)) {
      return false;
    }
    plan(
        new Step.Configure(ref, wanted.get()),
        current.isEmpty() ? PlannedChange.Kind.CREATE : PlannedChange.Kind.CHANGE,
        ref.toString(),
        (current.isEmpty() ? "set up" : "change")
            + " the application of "
            + ref
            + current.map(it -> ": " + SpecChanges.sentence(it, wanted.get())).orElse(""));
    return true;
  }

  private void database(
      StageRef stage, String target, Manifest.DatabaseEntry entry, boolean exists) {
    var ref = new DatabaseRef(stage, entry.engine());
    var found = exists ? databases.find(ref) : Optional.<Database>empty();
    boolean isAttached = found.filter(it -> it.origin() == Database.Origin.ATTACHED).isPresent();
    if (entry.attached().isPresent() && (isAttached || found.isEmpty())) {
      attach(ref, entry.attached().get(), isAttached);
      return;
    }
    if (found.isPresent() && isAttached != entry.attached().isPresent()) {
      violations.add(
          new Violation(
              ref.toString(),
              isAttached
                  ? ref + " is attached: the file must say how, under \"attached\"."
                  : ref + " was made by Cairn and cannot become an attached one."));
      return;
    }
    if (found.isEmpty()) {
      plan(
          new Step.Add(
              new DatabaseSpec(
                  ref,
                  entry.version(),
                  entry.type(),
                  entry.storage(),
                  entry.cacheOnly().orElse(false),
                  Optional.empty(),
                  Optional.of(entry.tuning()).filter(it -> !it.isEmpty())),
              target),
          PlannedChange.Kind.CREATE,
          ref.toString(),
          addition(stage, target, entry));
      TuningComparison.sentences(entry.tuning(), ref.toString())
          .forEach(it -> changes.add(change(ref, it)));
      return;
    }
    resize(found.get(), entry);
  }

  private void attach(DatabaseRef ref, AttachedEntry entry, boolean isAttached) {
    if (isAttached && attachments.isReachedBy(ref, entry.spec(UNKNOWN))) {
      return;
    }
    plan(
        new Step.Attach(ref, entry, isAttached),
        isAttached ? PlannedChange.Kind.CHANGE : PlannedChange.Kind.CREATE,
        ref.toString(),
        (isAttached ? "reach the attached " : "attach the existing ")
            + ref.engine().displayName()
            + " at "
            + entry.host()
            + entry.port().map(port -> ":" + port).orElse("")
            + (isAttached ? " from " : " to ")
            + ref.stage());
  }

  private String addition(StageRef stage, String target, Manifest.DatabaseEntry entry) {
    var engine = entry.engine();
    return "add "
        + engine.displayName()
        + entry
            .version()
            .or(() -> databases.findNewestVersion(target, engine))
            .map(version -> " " + version)
            .orElse("")
        + " to "
        + stage
        + " ("
        + entry.type().orElseGet(() -> engine.types().getFirst().name())
        + ", "
        + entry.storage().orElse(DatabaseSpec.DEFAULT_STORAGE)
        + (entry.cacheOnly().orElse(false) ? ", cache only" : "")
        + ")";
  }

  private void resize(Database database, Manifest.DatabaseEntry entry) {
    var ref = database.ref();
    differs(ref, "version", entry.version(), database.version());
    differs(
        ref,
        "cacheOnly",
        entry.cacheOnly().map(String::valueOf),
        String.valueOf(database.cacheOnly()));
    var type = entry.type().filter(it -> !it.equals(database.type().name()));
    var storage = entry.storage().filter(it -> !it.equals(database.storage()));
    var tuning = new TuningComparison(tunings).of(database, entry.tuning());
    tuning.unnamed().forEach(this::left);
    boolean isResized = type.isPresent() || storage.isPresent();
    if (isResized) {
      plan(
          new Step.Resize(
              ref,
              new ResizeSpec(
                  type, storage, Optional.of(tuning.spec()).filter(it -> !it.isEmpty()))),
          PlannedChange.Kind.CHANGE,
          ref.toString(),
          "resize "
              + ref
              + " to "
              + type.orElse(database.type().name())
              + ", "
              + storage.map(Bytes::toString).orElse(database.storage().toString()));
    } else if (!tuning.spec().isEmpty()) {
      steps.add(new Step.Tune(ref, tuning.spec()));
    }
    tuning.sentences().forEach(it -> changes.add(change(ref, it)));
  }

  private static PlannedChange change(DatabaseRef ref, String sentence) {
    return new PlannedChange(PlannedChange.Kind.CHANGE, ref.toString(), sentence);
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
                changes.add(
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
      steps.add(new Step.SetVariables(ref, Map.copyOf(wanted), deployed));
    }
    current.keySet().stream()
        .filter(name -> !entry.variables().containsKey(name))
        .sorted()
        .forEach(name -> left("the variable " + name + " of " + ref));
  }

  /** As a manifest writes them, by name. */
  Map<String, String> setByUser(StageRef stage) {
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
        .forEach(database -> left("the database " + database.ref()));
    if (manifest.service().isEmpty() && services.find(ref).isPresent()) {
      left("the application of " + ref);
    }
  }

  private void left(String what) {
    notes.add("The file does not name " + what + ": it is left as it is.");
  }

  private void differs(Object ref, String field, Optional<String> wanted, String actual) {
    wanted
        .filter(it -> !it.equals(actual))
        .ifPresent(
            it ->
                violations.add(
                    new Violation(
                        ref + "." + field,
                        "The "
                            + field
                            + " of "
                            + ref
                            + " is "
                            + actual
                            + " and cannot become "
                            + it
                            + ".")));
  }

  private void plan(Step step, PlannedChange.Kind kind, String target, String description) {
    steps.add(step);
    changes.add(new PlannedChange(kind, target, description));
  }
}
