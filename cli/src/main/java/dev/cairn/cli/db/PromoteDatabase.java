package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.PromoteReplica;
import dev.cairn.api.PromotionView;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Confirmation;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db promote}. */
@Command(
    name = "promote",
    description = {
      "Make a replica the primary: it takes the writes, and its primary follows it.",
      "While the primary answers, nothing is lost. Where it is away it is fenced, so that it takes no"
          + " write whoever starts it again, and what may be lost is said before."
    })
public final class PromoteDatabase extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The replica: STACK/STAGE/ENGINE.")
  private String database;

  @Option(
      names = "--dry-run",
      description = "Only show what it would do, how long it takes and what could be lost.")
  private boolean dryRun;

  @Option(
      names = "--force",
      description =
          "Go on also where writes may be lost, nobody can tell, or nothing proves that the primary"
              + " is dead. It is recorded.")
  private boolean force;

  @Mixin private Confirmation confirmation = new Confirmation();

  @Override
  protected void run(ApiClient api) {
    if (dryRun) {
      var preview = api.previewPromotion(database);
      report(preview, PromotionText.of(preview));
      refuse(preview);
      return;
    }
    var preview = preview(api);
    preview.ifPresent(this::ask);
    var accepted = api.promoteReplica(database, new PromoteReplica(force));
    follow(api, accepted.operation(), () -> ended(api, preview.map(PromotionView::primary)));
  }

  /**
   * Empty of one that takes writes by now: a promotion that was broken off goes on all the same.
   */
  private Optional<PromotionView> preview(ApiClient api) {
    try {
      return Optional.of(api.previewPromotion(database));
    } catch (ApiProblemException e) {
      if (e.problem().code().equals("not-a-replica")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void refuse(PromotionView preview) {
    preview
        .refusal()
        .ifPresent(
            refusal -> {
              throw new ApiProblemException(refusal);
            });
  }

  private void ask(PromotionView preview) {
    refuse(preview);
    // Without force the server refuses what wants it, and says why: nobody is asked in vain.
    if (!preview.planned() && (force || !preview.wantsForce())) {
      confirmation.require(database, PromotionText.question(preview));
    }
  }

  private String ended(ApiClient api, Optional<String> former) {
    return "Promoted "
        + database
        + ": it takes the writes now."
        + former.map(it -> "\n  " + it + ": " + Replication.followed(api.database(it))).orElse("");
  }
}
