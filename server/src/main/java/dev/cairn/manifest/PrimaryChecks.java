package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violations;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.Databases;
import dev.cairn.database.TuningSpec;
import dev.cairn.operation.Operations;
import dev.cairn.replication.ReplicaRefusals;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.WantedPrimary;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What would be refused of a replica whose primary may be there, or come with the same file. */
record PrimaryChecks(
    Databases databases, Replicas replicas, Operations operations, List<Step> steps) {

  /** What is over once the operation has ended that is open on a primary. */
  private static final Set<String> NOT_YET =
      Set.of("primary-not-answering", "operation-in-progress");

  /**
   * Lets pass or refuses.
   *
   * @throws dev.cairn.core.ProblemException as {@link Replicas#add}
   */
  void check(Step.AddReplica wanted) {
    var spec = wanted.spec();
    var made = made(spec.primary());
    try {
      replicas.check(wanted.target(), spec);
    } catch (ProblemException e) {
      if (!comes(spec.primary(), e.problem())) {
        throw e;
      }
      if (made.isEmpty()) {
        replicas.checkSize(spec);
      }
    }
    checkStorage(spec.primary(), spec.storage());
    if (made.isPresent() || !wanted.tuning().isEmpty()) {
      databases.check(wanted.target(), asOfItsOwn(wanted, made));
    }
  }

  private Optional<DatabaseSpec> made(DatabaseRef primary) {
    return steps.stream()
        .flatMap(it -> it instanceof Step.Add(var spec, var _) ? Stream.of(spec) : Stream.empty())
        .filter(it -> it.ref().equals(primary))
        .findFirst();
  }

  /** With what it has from a primary that the file makes: its type, its version, its settings. */
  private static DatabaseSpec asOfItsOwn(Step.AddReplica wanted, Optional<DatabaseSpec> primary) {
    var spec = wanted.spec();
    var settings = new HashMap<String, String>();
    primary.flatMap(DatabaseSpec::tuning).ifPresent(it -> settings.putAll(it.settings()));
    settings.putAll(wanted.tuning().settings());
    var own = wanted.tuning();
    return new DatabaseSpec(
        spec.ref(),
        primary.flatMap(DatabaseSpec::version),
        spec.type().or(() -> primary.flatMap(DatabaseSpec::type)),
        spec.storage(),
        false,
        Optional.empty(),
        Optional.of(new TuningSpec(settings, own.added(), own.removed(), own.createsDatabases())));
  }

  /** Whether it is only not there yet, or changed just now: the step waits for that. */
  private boolean comes(DatabaseRef primary, Problem problem) {
    var found = databases.find(primary);
    if (found.isPresent()) {
      return NOT_YET.contains(problem.code()) && isOnItsWay(found.get());
    }
    if (problem.kind() != Problem.Kind.NOT_FOUND) {
      return false;
    }
    var wanted = wanted(primary).findFirst();
    ReplicaRefusals.checkPrimary(wanted.orElseThrow(() -> unknown(primary).toException()));
    return true;
  }

  /** That database as the steps leave it, as far as they say. */
  private Stream<WantedPrimary> wanted(DatabaseRef primary) {
    return steps.stream()
        .map(this::wanted)
        .flatMap(Optional::stream)
        .filter(it -> it.ref().equals(primary));
  }

  private Optional<WantedPrimary> wanted(Step step) {
    return switch (step) {
      case Step.Add(var spec, var _) ->
          Optional.of(
              WantedPrimary.created(
                  spec.ref(), spec.storage().orElse(DatabaseSpec.DEFAULT_STORAGE)));
      case Step.AddReplica(var spec, var _, var _) -> Optional.of(WantedPrimary.replica(spec));
      case Step.Attach(var ref, var _, var _) -> Optional.of(WantedPrimary.attached(ref));
      case Step.Resize(var ref, var spec) ->
          databases.find(ref).map(WantedPrimary::of).flatMap(it -> spec.storage().map(it::with));
      default -> Optional.empty();
    };
  }

  private boolean isOnItsWay(Database primary) {
    return switch (primary.status()) {
      case CREATING, AVAILABLE, READ_ONLY, MODIFYING, RECOVERING ->
          operations.findOpen(primary.ref().toString()).isPresent();
      case REMOVING, FAILED -> false;
    };
  }

  private Problem unknown(DatabaseRef primary) {
    var stack = primary.stage().stack();
    var living =
        replicas.candidates(stack, primary.engine()).stream().map(it -> it.ref().toString());
    var written =
        steps.stream()
            .flatMap(
                step ->
                    step instanceof Step.Add(var spec, var _)
                            && spec.ref().engine().equals(primary.engine())
                        ? Stream.of(spec.ref().toString())
                        : Stream.empty());
    return Problem.notFound(
        "unknown-primary",
        "There is no database "
            + primary
            + " to follow, nor does the file make one. "
            + Suggestions.sentence(
                primary.toString(), Stream.concat(living, written).distinct().toList(), ""),
        "Name a database that there is, or that the file adds.");
  }

  /** Of a replica, also of one that is there, against what its primary is about to have. */
  void checkStorage(DatabaseRef primary, Optional<Bytes> storage) {
    var wrong = new Violations();
    wanted(primary).forEach(it -> ReplicaRefusals.checkStorage(wrong, it, storage));
    wrong.throwIfAny();
  }
}
