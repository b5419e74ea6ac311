package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * What promoting a replica would do, as things are now.
 *
 * @param ref {@code STACK/STAGE/ENGINE} of the replica
 * @param primary whose place it takes
 * @param planned whether the primary answers and is stopped first, so that nothing is lost; else it
 *     is away, and is fenced
 * @param lagSeconds how old what the replica shows is; absent where nobody can tell
 * @param missingBytes at most so much of what was written is lost; absent where nobody can tell
 * @param expectedSeconds the median of this installation's promotions of that engine; absent before
 *     the first
 * @param measured how many promotions that is the median of
 * @param refusal why it would be refused, with {@code force} too; absent where it would not
 * @param wantsForce whether it is refused without {@code force}
 * @param doubt why that is so
 */
public record PromotionView(
    String ref,
    String primary,
    boolean planned,
    Optional<Double> lagSeconds,
    Optional<Long> missingBytes,
    List<StageEffectView> effects,
    Optional<Double> expectedSeconds,
    int measured,
    Optional<ProblemView> refusal,
    boolean wantsForce,
    Optional<ProblemView> doubt) {
  public PromotionView {
    lagSeconds = Absent.optional(lagSeconds);
    missingBytes = Absent.optional(missingBytes);
    effects = Absent.list(effects);
    expectedSeconds = Absent.optional(expectedSeconds);
    refusal = Absent.optional(refusal);
    doubt = Absent.optional(doubt);
  }
}
