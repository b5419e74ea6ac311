package dev.cairn.replication.promotion;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import java.util.Optional;

/** Why a replica is not promoted, or not without a person's word. */
final class PromotionRefusals {
  private static final String FORCE = "Say that it may: cairn db promote %s --force.";

  private PromotionRefusals() {}

  static void refuse(Problem problem) {
    throw problem.toException();
  }

  static Problem changed(DatabaseRef primary) {
    return Problem.conflict(
        "replicas-changed",
        "A replica of " + primary + " was made or removed at this moment.",
        "Look again, then try again.");
  }

  static Problem notReplica(DatabaseRef ref) {
    return Problem.conflict(
        "not-a-replica",
        ref + " follows no primary: there are no writes that it could take over.",
        "Only a replica is promoted; see cairn db list " + ref.stage().stack() + ".");
  }

  /** What an operation is about is not what it was when that was opened. */
  static Problem followsNoMore(DatabaseRef ref, DatabaseRef primary) {
    return Problem.conflict(
        "not-a-replica",
        ref + " does not follow " + primary + " any more: it cannot take its place.",
        "See who follows whom with cairn db show " + ref + ".");
  }

  /** It has what its primary does not have, or never had. */
  static Problem diverged(DatabaseRef ref, DatabaseRef primary, String reason) {
    return Problem.conflict(
        "replica-diverged",
        ("What " + ref + " has is not what " + primary + " has. " + reason).strip(),
        "Have it copied anew with cairn db rebuild " + ref + ", or promote another.");
  }

  static Problem mayLose(Family family, Optional<Bytes> missing) {
    return mayLose(
        family,
        missing,
        "Bring the primary back, or lose it. " + FORCE.formatted(family.replica().ref()));
  }

  /** It was not known when the promotion was asked for, which is taken back now. */
  static Problem mayLoseAfterAll(Family family, Optional<Bytes> missing, boolean forced) {
    var ref = family.replica().ref();
    return mayLose(
        family,
        missing,
        "The primary is brought back: where it answers, promote again and lose nothing. Where it"
            + " does not, "
            + (forced
                ? "say once more that it may, as --force was said before this was known"
                : "say that it may")
            + ": cairn db promote %s --force.".formatted(ref));
  }

  private static Problem mayLose(Family family, Optional<Bytes> missing, String suggestion) {
    var ref = family.replica().ref();
    return missing
        .map(
            bytes ->
                Problem.conflict(
                    "promotion-may-lose",
                    "Up to "
                        + bytes.atMost()
                        + " of what "
                        + family.primary().ref()
                        + " took would be lost: "
                        + ref
                        + " does not have it.",
                    suggestion))
        .orElseGet(
            () ->
                Problem.conflict(
                    "loss-unknown",
                    "How much of what "
                        + family.primary().ref()
                        + " took would be lost cannot be known: it does not say what it had.",
                    suggestion));
  }

  /** It runs, and is not followed: whoever writes to it now loses that. */
  static Problem stillAnswers(Family family) {
    return Problem.conflict(
        "promotion-may-lose",
        family.primary().ref()
            + " runs, but what it takes does not arrive at "
            + family.replica().ref()
            + ": what is written until it is ended would be lost.",
        "Mend the replication, or lose it. " + FORCE.formatted(family.replica().ref()));
  }

  /** Of what nobody asks for its word any more. */
  static Problem hasMore(Family family, String reason) {
    var ref = family.replica().ref();
    return Problem.conflict(
        "replica-ahead",
        (ref
                + " has what "
                + family.primary().ref()
                + " does not have, and all would have it. "
                + reason)
            .strip(),
        "Look at it, or promote another. " + FORCE.formatted(ref));
  }

  static Problem siblingIsFurther(Family family, Database sibling) {
    return Problem.conflict(
        "replica-behind",
        sibling.ref() + " has more of what its primary took than " + family.replica().ref() + ".",
        "Promote that one: cairn db promote "
            + sibling.ref()
            + ". Or lose what it has more. "
            + FORCE.formatted(family.replica().ref()));
  }
}
