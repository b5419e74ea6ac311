package dev.cairn.replication.promotion;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a promotion finds before it begins.
 *
 * @param planned whether the primary answers and is followed
 * @param refusal whatever a person says
 * @param doubt what a person must say may be
 */
record Prospect(
    Family family,
    boolean planned,
    Optional<ReplicaStatus> status,
    Standing standing,
    Optional<Problem> refusal,
    Optional<Problem> doubt) {
  /** One that is far behind follows all the same, and is proven to by the operation. */
  private static final Duration PROOF = Duration.ofSeconds(2);

  /** Looks; changes nothing. */
  static Prospect look(Family family, Targets targets, Operations operations) {
    var provider = targets.of(family.replica().ref().stage());
    var id = family.replica().identifier();
    var status = provider.replicaStatus(id);
    boolean runs = runs(family.primary(), targets);
    boolean planned =
        runs
            && answers(family.primary(), targets)
            && status.filter(it -> isFollowing(provider, id, it)).isPresent();
    var standing = provider.compare(id);
    return new Prospect(
        family,
        planned,
        status,
        standing,
        refusal(family, planned, status, standing, operations),
        planned ? Optional.empty() : doubt(family, runs, standing, targets));
  }

  private static boolean runs(Database primary, Targets targets) {
    return targets.of(primary.ref().stage()).observe(primary.identifier()).state()
        == Observed.State.RUNNING;
  }

  /** One that hangs does not, and what was there before may go on as if nothing were. */
  private static boolean answers(Database primary, Targets targets) {
    return targets.of(primary.ref().stage()).answers(primary.identifier());
  }

  /** As far as it is known. */
  boolean losesNothing() {
    return planned || isNothing(standing.missing());
  }

  private static boolean isNothing(Optional<Bytes> missing) {
    return missing.filter(it -> it.value() == 0).isPresent();
  }

  private static boolean isFollowing(DatabaseProvider provider, String id, ReplicaStatus status) {
    return switch (status.state()) {
      case CATCHING_UP -> true;
      case STREAMING -> provider.prove(id, PROOF) instanceof Progress.Ready;
      case BROKEN, LOST, DIVERGED -> false;
    };
  }

  private static Optional<Problem> refusal(
      Family family,
      boolean planned,
      Optional<ReplicaStatus> status,
      Standing standing,
      Operations operations) {
    var held = held(family, planned, operations);
    if (held.isPresent()) {
      return held;
    }
    boolean isApart =
        status.filter(it -> it.state() == ReplicaStatus.State.DIVERGED).isPresent()
            || (planned && standing.relation() == Standing.Relation.AHEAD)
            || standing.relation() == Standing.Relation.OTHER;
    if (isApart) {
      return Optional.of(
          PromotionRefusals.diverged(
              family.replica().ref(), family.primary().ref(), standing.reason()));
    }
    return Optional.empty();
  }

  /** Which operations may be open on its databases as it begins. */
  static Predicate<Operation> beside(Family family, boolean planned) {
    return planned ? _ -> false : GivesWay.to(family);
  }

  private static Optional<Problem> held(Family family, boolean planned, Operations operations) {
    try {
      var targets = family.all().stream().map(it -> it.ref().toString()).toList();
      operations.refuseOpen(targets, beside(family, planned));
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem());
    }
  }

  private static Optional<Problem> doubt(
      Family family, boolean runs, Standing standing, Targets targets) {
    if (runs) {
      return Optional.of(PromotionRefusals.stillAnswers(family));
    }
    if (standing.relation() == Standing.Relation.AHEAD) {
      return Optional.of(PromotionRefusals.hasMore(family, standing.reason()));
    }
    var further =
        family.siblings().stream().filter(it -> isFurther(it, standing, targets)).findFirst();
    if (further.isPresent()) {
      return Optional.of(PromotionRefusals.siblingIsFurther(family, further.get()));
    }
    return isNothing(standing.missing())
        ? Optional.empty()
        : Optional.of(PromotionRefusals.mayLose(family, standing.missing()));
  }

  /** Both are compared with the same primary. */
  private static boolean isFurther(Database sibling, Standing standing, Targets targets) {
    var its = targets.of(sibling.ref().stage()).compare(sibling.identifier());
    return switch (its.relation()) {
      case EQUAL, BEHIND ->
          its.missing()
              .filter(
                  less -> standing.missing().filter(more -> more.compareTo(less) > 0).isPresent())
              .isPresent();
      case AHEAD, OTHER, UNKNOWN -> false;
    };
  }
}
