package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.ProblemException;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.replication.promotion.PromotionPreview;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;
import java.util.stream.Stream;

/** Promoting a replica: nothing is done before its preview was shown. */
final class PromotionPages {
  private static final String DATABASE = "/stacks/{stack}/stages/{stage}/databases/{engine}";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final Topologies topologies;

  PromotionPages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.topologies = new Topologies(use);
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(DATABASE + "/promotion", this::show);
    routes.get(
        DATABASE + "/promote", ctx -> Pages.goTo(ctx, Targets.database(ref(ctx)) + "/promotion"));
    routes.post(DATABASE + "/promote", this::promote);
  }

  private DatabaseRef ref(Context ctx) {
    return new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
  }

  /** One that was promoted meanwhile has no such page any more. */
  private void show(Context ctx) {
    var ref = ref(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    if (use.databases().get(ref).isReplica()) {
      show(ctx, Form.of(Map.of()));
    } else {
      Pages.goTo(ctx, Targets.database(ref));
    }
  }

  private void show(Context ctx, Form form) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var head = cards.head(ref.stage(), StageHead.Tab.DATABASES, pages.allows(actor, Action.CHANGE));
    pages.show(
        ctx,
        "promotion",
        StagePages.shell(pages, ctx, "Promote " + ref, ref.stage()),
        view(head, use.promotions().preview(ref), form));
  }

  private PromotionView view(StageHead head, PromotionPreview preview, Form form) {
    var replica = preview.replica();
    var before = topologies.tree(use.databases().get(preview.primary()), replica.stage());
    var running =
        Stream.of(replica, preview.primary())
            .map(DatabaseRef::toString)
            .flatMap(it -> RunningOperation.of(use.operations().listOpenBelow(it), it).stream())
            .findFirst();
    return PromotionText.view(head, preview, before, running, form);
  }

  private void promote(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "confirm", "force");
    try {
      boolean force = Boolean.parseBoolean(typed.getOrDefault("force", ""));
      if (force || ctx.formParamMap().containsKey("confirm")) {
        Confirmation.require(typed, ref.toString());
      }
      var operation = use.promotions().promote(actor, ref, force, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(typed, refused.problem()));
    }
  }
}
