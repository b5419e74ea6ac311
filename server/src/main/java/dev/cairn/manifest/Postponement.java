package dev.cairn.manifest;

import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.operation.Operations;
import dev.cairn.secret.Secret;
import dev.cairn.service.Variables;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which steps have to wait until others have ended: what is done to a replica waits for what is
 * done to its primary, and its application waits for it; who is to read somewhere waits for what is
 * done there. The file is applied again then.
 */
final class Postponement {
  private final List<Step> steps;
  private final Databases databases;
  private final Operations operations;
  private final Set<Step> waiting = new LinkedHashSet<>();

  Postponement(List<Step> steps, Databases databases, Operations operations) {
    this.steps = steps;
    this.databases = databases;
    this.operations = operations;
    steps.stream().filter(this::waitsForPrimary).forEach(waiting::add);
    var secrets =
        waiting.stream().flatMap(it -> added(it).stream()).map(Postponement::secret).toList();
    var stages =
        waiting.stream()
            .flatMap(it -> added(it).stream())
            .map(DatabaseRef::stage)
            .collect(Collectors.toCollection(HashSet::new));
    for (var step : steps) {
      if (step instanceof Step.SetVariables(var stage, var values, var _)
          && (stages.contains(stage)
              || values.values().stream()
                  .anyMatch(
                      it -> Variables.findSecretOf(it).filter(secrets::contains).isPresent()))) {
        stages.add(stage);
        waiting.add(step);
      }
    }
    steps.stream()
        .filter(it -> it instanceof Step.Deploy(var stage) && stages.contains(stage))
        .forEach(waiting::add);
  }

  boolean holds(Step step) {
    return waiting.contains(step);
  }

  /** What waits, as targets; also what a replica gets once it is there. */
  List<String> targets() {
    var all = new LinkedHashSet<String>();
    for (var step : steps) {
      if (step instanceof Step.AddReplica(var spec, var _, var tuning) && !tuning.isEmpty()) {
        all.add(spec.ref().toString());
      } else if (holds(step)) {
        all.add(target(step));
      }
    }
    return List.copyOf(all);
  }

  /** Whom a step waits for, where it does. */
  Set<DatabaseRef> primaries() {
    return waiting.stream()
        .flatMap(it -> primary(it).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  List<String> notes() {
    return waiting.stream()
        .flatMap(
            it ->
                primary(it)
                    .map(
                        primary ->
                            target(it)
                                + " waits for "
                                + primary
                                + ": where nobody waits for the end of this, apply the file again"
                                + " then.")
                    .stream())
        .distinct()
        .toList();
  }

  /** Whether it makes that database. */
  static boolean adds(Step step, DatabaseRef ref) {
    return (step instanceof Step.Add || step instanceof Step.AddReplica)
        && changed(step).equals(Optional.of(ref));
  }

  /** It is being made: nothing is handed over of it yet. */
  private boolean isComing(DatabaseRef ref) {
    return steps.stream().anyMatch(it -> adds(it, ref))
        || databases.find(ref).filter(it -> it.status() == Database.Status.CREATING).isPresent();
  }

  private boolean waitsForPrimary(Step step) {
    if (step instanceof Step.ReadFrom(var ref, var _) && isComing(ref)) {
      return true;
    }
    return primary(step)
        .filter(
            it ->
                steps.stream().anyMatch(other -> changed(other).filter(it::equals).isPresent())
                    || operations.findOpen(it.toString()).isPresent())
        .isPresent();
  }

  private Optional<DatabaseRef> primary(Step step) {
    return switch (step) {
      case Step.AddReplica(var spec, var _, var _) -> Optional.of(spec.primary());
      case Step.ReadFrom(var _, var from) -> Optional.of(from);
      default -> changed(step).flatMap(databases::find).flatMap(Database::primary);
    };
  }

  private static Optional<DatabaseRef> added(Step step) {
    return step instanceof Step.AddReplica(var spec, var _, var _)
        ? Optional.of(spec.ref())
        : Optional.empty();
  }

  private static String secret(DatabaseRef ref) {
    return Secret.nameOf(ref.stage(), ref.engine().id());
  }

  /** The database that a step opens an operation on, which others wait for. */
  private static Optional<DatabaseRef> changed(Step step) {
    return switch (step) {
      case Step.Add(var spec, var _) -> Optional.of(spec.ref());
      case Step.AddReplica(var spec, var _, var _) -> Optional.of(spec.ref());
      case Step.Attach(var ref, var _, var _) -> Optional.of(ref);
      case Step.Resize(var ref, var _) -> Optional.of(ref);
      case Step.Tune(var ref, var _) -> Optional.of(ref);
      case Step.CreateStack _,
          Step.CreateStage _,
          Step.Configure _,
          Step.ReadFrom _,
          Step.SetVariables _,
          Step.Deploy _ ->
          Optional.empty();
    };
  }

  private static String target(Step step) {
    return (step instanceof Step.ReadFrom(var ref, var _) ? Optional.of(ref) : changed(step))
        .map(DatabaseRef::toString)
        .or(() -> stage(step).map(StageRef::toString))
        .orElse("");
  }

  private static Optional<StageRef> stage(Step step) {
    return switch (step) {
      case Step.SetVariables(var stage, var _, var _) -> Optional.of(stage);
      case Step.Deploy(var stage) -> Optional.of(stage);
      default -> Optional.empty();
    };
  }
}
