package dev.cairn.web.console;

import static dev.cairn.web.console.SampleParts.head;
import static dev.cairn.web.console.SampleParts.stageShell;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Postgres;
import dev.cairn.replication.promotion.PromotionPreview;
import dev.cairn.replication.promotion.StageEffect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Promoting the made-up shop's read replica. */
final class SamplePromotions {
  private static final DatabaseRef REPLICA = postgres("dev");
  private static final DatabaseRef PRIMARY = postgres("prod");

  private SamplePromotions() {}

  static Map<String, SampleViews.Page> pages() {
    return Map.ofEntries(
        promotion("", planned()),
        promotion("-may-lose", unplanned(Optional.of(new Bytes(3200)))),
        promotion("-loss-unknown", unplanned(Optional.empty())),
        promotion("-refused", refused()),
        operation("", OperationView.State.RUNNING, OperationView.State.PENDING),
        operation("-past-return", OperationView.State.DONE, OperationView.State.RUNNING));
  }

  private static Map.Entry<String, SampleViews.Page> operation(
      String which, OperationView.State promoting, OperationView.State following) {
    boolean isPast = promoting == OperationView.State.DONE;
    var view =
        new OperationView(
            "1",
            "/operations/1",
            "Promote shop/dev/postgres in place of shop/prod/postgres",
            new Link("shop/dev/postgres", "/"),
            "ada",
            Badge.busy("Running"),
            SampleParts.ago(4),
            "3.1 s",
            "",
            List.of(
                step("See that shop/dev/postgres follows", OperationView.State.DONE, false),
                step("Have shop/prod/postgres take no writes", OperationView.State.DONE, false),
                step("Let shop/dev/postgres take writes", promoting, !isPast),
                step("Have the others follow it", following, false)),
            Optional.empty(),
            Optional.empty(),
            false,
            !isPast,
            false,
            false,
            false,
            false,
            isPast,
            false);
    return SampleViews.page(
        "operation-promotion" + which,
        "operation",
        SampleParts.shell("Promote shop/dev/postgres", Shell.Section.OPERATIONS),
        view);
  }

  private static OperationView.Step step(
      String title, OperationView.State state, boolean lastReturn) {
    return new OperationView.Step(title, state, "", "0.4 s", "", lastReturn);
  }

  private static Map.Entry<String, SampleViews.Page> promotion(String which, PromotionView view) {
    return SampleViews.page(
        "promotion" + which, "promotion", stageShell("Promote shop/dev/postgres"), view);
  }

  private static DatabaseRef postgres(String stage) {
    return new DatabaseRef(new StageRef(new Name("shop"), new Name(stage)), Postgres.INSTANCE);
  }

  private static PromotionView planned() {
    return view(preview(true, Optional.empty(), false, Optional.empty()), SampleReplicas.family());
  }

  private static PromotionView unplanned(Optional<Bytes> missing) {
    return view(preview(false, missing, true, Optional.empty()), SampleReplicas.orphans());
  }

  private static PromotionView refused() {
    var refusal =
        Problem.conflict(
            "replica-lost",
            "shop/dev/postgres cannot follow shop/prod/postgres any more: it lacks what that wrote"
                + " while it was away.",
            "Rebuild it first: cairn db rebuild shop/dev/postgres.");
    return view(
        preview(true, Optional.empty(), false, Optional.of(refusal)), SampleReplicas.family());
  }

  private static PromotionPreview preview(
      boolean planned, Optional<Bytes> missing, boolean force, Optional<Problem> refusal) {
    return new PromotionPreview(
        REPLICA,
        PRIMARY,
        planned,
        planned ? Optional.of(Duration.ofMillis(200)) : Optional.empty(),
        missing,
        List.of(
            effect("dev", Optional.of(12), "PG_READER_HOST", "PG_READER_PORT", "PG_READER_URL"),
            effect("staging", Optional.empty()),
            effect("prod", Optional.of(41), "PG_READER_HOST", "PG_READER_PORT", "PG_READER_URL")),
        planned ? Optional.of(Duration.ofMillis(4200)) : Optional.empty(),
        planned ? 7 : 0,
        refusal,
        force
            ? Optional.of(
                Problem.conflict(
                    "promotion-may-lose",
                    "Up to 3.2 KiB of what shop/prod/postgres took would be lost: shop/dev/postgres"
                        + " does not have it.",
                    ""))
            : Optional.empty());
  }

  private static StageEffect effect(String stage, Optional<Integer> release, String... more) {
    var names = new ArrayList<>(List.of("DATABASE_URL", "PG_HOST", "PG_PORT", "PG_URL"));
    names.addAll(List.of(more));
    return new StageEffect(postgres(stage).stage(), names, release);
  }

  private static PromotionView view(PromotionPreview preview, TopologyView.Tree before) {
    return PromotionText.view(
        head(StageHead.Tab.DATABASES), preview, before, Optional.empty(), Form.of(Map.of()));
  }
}
