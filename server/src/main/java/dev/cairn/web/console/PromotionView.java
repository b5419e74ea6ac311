package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * What promoting a replica would do, and the form that does it.
 *
 * @param href of the database's page
 * @param replica its name, typed where something may be lost
 * @param planned whether the primary answers
 * @param wantsForce whether a person must say that what may be lost may be
 * @param refusal why it cannot be done
 * @param operation what goes on with one of the two
 * @param before who follows whom now
 * @param expected how long it takes, and how that is known
 * @param warning what a person takes on, where the name is typed
 */
record PromotionView(
    StageHead head,
    String href,
    String replica,
    Link primary,
    boolean planned,
    boolean wantsForce,
    Optional<ProblemView> refusal,
    Optional<RunningOperation> operation,
    TopologyView.Tree before,
    TopologyView.Tree after,
    String lag,
    Loss loss,
    String expected,
    List<Effect> effects,
    String warning,
    String consequence,
    Form form) {

  /** What could be lost, in words. */
  record Loss(Tone tone, String text) {}

  /** What changes for the application of a stage. */
  record Effect(Link stage, String restarts, List<String> variables) {}

  Badge kind() {
    return planned ? Badge.ok("Planned") : Badge.warn("Unplanned");
  }

  boolean asksName() {
    return PromotionText.asksName(planned, wantsForce);
  }

  /** Whether what it would do is worth showing: it can be done, or will be possible again soon. */
  boolean isPossible() {
    return refusal.isEmpty() || operation.isPresent();
  }

  boolean mayPromote() {
    return head.mayChange() && refusal.isEmpty();
  }
}
