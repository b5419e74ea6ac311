package dev.cairn.replication.promotion;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.DatabaseRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a promotion would do now, and what it could cost. Nothing was changed to find it out.
 *
 * @param replica takes the writes afterwards
 * @param primary takes them now, or did
 * @param planned whether the primary answers and is followed: nothing is lost then
 * @param lag how old what the replica shows is; empty where nobody can tell
 * @param missing so much is lost at most, where the primary is gone; empty where nobody can know.
 *     Nothing is lost where it is planned
 * @param effects of each stage whose application uses one of them; in order of the stages
 * @param expected the median of this installation's promotions of that engine and kind that were
 *     done; empty where there was none
 * @param measured how many those were
 * @param refusal why it would be refused as things are, even with force
 * @param doubt why it is refused without force
 */
public record PromotionPreview(
    DatabaseRef replica,
    DatabaseRef primary,
    boolean planned,
    Optional<Duration> lag,
    Optional<Bytes> missing,
    List<StageEffect> effects,
    Optional<Duration> expected,
    int measured,
    Optional<Problem> refusal,
    Optional<Problem> doubt) {
  public PromotionPreview {
    effects = List.copyOf(effects);
  }

  /** Whether a person must say that what may be lost may be lost. */
  public boolean wantsForce() {
    return doubt.isPresent();
  }
}
