package dev.cairn.web.console;

import dev.cairn.core.Bytes;
import dev.cairn.replication.promotion.PromotionPreview;
import dev.cairn.replication.promotion.StageEffect;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a promotion would do, in words. */
final class PromotionText {
  private static final String LAST = " of what was written last";

  private PromotionText() {}

  /** One that is not planned ends a server, which may have more than anybody knows. */
  static boolean asksName(boolean planned, boolean wantsForce) {
    return !planned || wantsForce;
  }

  /**
   * The page.
   *
   * @param before who follows whom now
   * @param running what goes on with one of the two
   */
  static PromotionView view(
      StageHead head,
      PromotionPreview preview,
      TopologyView.Tree before,
      Optional<RunningOperation> running,
      Form form) {
    var href = Targets.database(preview.replica());
    return new PromotionView(
        head,
        href,
        preview.replica().toString(),
        new Link(preview.primary().toString(), Targets.database(preview.primary())),
        preview.planned(),
        preview.wantsForce(),
        preview.refusal().map(ProblemView::of),
        running,
        before,
        after(before, href, preview.planned()),
        preview.lag().map(When::lasted).orElse("unknown"),
        loss(preview),
        expected(preview),
        preview.effects().stream().map(PromotionText::effect).toList(),
        warning(preview),
        consequence(preview),
        form);
  }

  private static PromotionView.Effect effect(StageEffect effect) {
    var stage = effect.stage();
    return new PromotionView.Effect(
        new Link(stage.toString(), Targets.stage(stage)),
        effect.release().map(it -> "release " + it).orElse("nothing"),
        effect.variables());
  }

  /** The two change places; all others follow the one that takes the writes. */
  private static TopologyView.Tree after(
      TopologyView.Tree before, String replica, boolean planned) {
    var former =
        planned
            ? before.primary().as(Badge.ok("Follows"), "")
            : before.primary().as(Badge.warn("Fenced"), "follows once it is back, if its data fit");
    var others =
        before.replicas().stream()
            .filter(it -> !it.href().equals(replica))
            .map(it -> it.as(Badge.ok("Follows"), ""));
    return before.replicas().stream()
        .filter(it -> it.href().equals(replica))
        .findFirst()
        .map(it -> it.as(Badge.ok("Takes writes"), ""))
        .map(it -> new TopologyView.Tree(it, Stream.concat(Stream.of(former), others).toList()))
        .orElse(before);
  }

  private static PromotionView.Loss loss(PromotionPreview preview) {
    if (preview.planned()) {
      return new PromotionView.Loss(Tone.OK, "nothing");
    }
    return preview
        .missing()
        .map(it -> bound(it, preview.wantsForce()))
        .orElseGet(() -> new PromotionView.Loss(Tone.BAD, "nobody can tell how much"));
  }

  /** A primary that still runs may take more until it is ended. */
  private static PromotionView.Loss bound(Bytes missing, boolean isInDoubt) {
    if (missing.value() > 0) {
      return new PromotionView.Loss(Tone.BAD, "at most " + missing.atMost() + LAST);
    }
    return isInDoubt
        ? new PromotionView.Loss(Tone.WARN, "nothing so far")
        : new PromotionView.Loss(Tone.OK, "nothing");
  }

  private static String expected(PromotionPreview preview) {
    int measured = preview.measured();
    return preview
        .expected()
        .map(When::lasted)
        .map(
            it ->
                measured == 1
                    ? it + ", as the last promotion"
                    : it + ", the median of " + measured + " promotions")
        .orElse("unknown: none was measured yet");
  }

  /** What a person takes on who types the name. */
  private static String warning(PromotionPreview preview) {
    return preview
        .doubt()
        .map(
            it ->
                it.message()
                    + " Once "
                    + preview.primary()
                    + " is back, what it has beyond this replica is kept there, read-only, to be"
                    + " looked at. That you go on all the same is recorded.")
        .orElseGet(
            () ->
                preview.primary()
                    + " is ended, and takes no write again unless it is promoted itself. This"
                    + " replica has all that it is known to have taken.");
  }

  private static String consequence(PromotionPreview preview) {
    var applications = applications(preview.effects());
    return (preview.planned()
            ? "Writes wait or fail for a moment, an application's until its new release serves; reads go"
                + " on. It can be cancelled until the replica takes writes, and after that it goes on to its end."
            : "It can be cancelled until the replica takes writes, and after that it goes on to its"
                + " end.")
        + (applications.isEmpty()
            ? ""
            : " Redeployed with other variables, and reachable all the while: "
                + applications
                + ".");
  }

  private static String applications(List<StageEffect> effects) {
    return effects.stream()
        .filter(it -> it.release().isPresent())
        .map(it -> it.stage().toString())
        .collect(Collectors.joining(", "));
  }
}
