package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.stack.StageSpec;
import dev.cairn.web.Fields;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A new stage, with or without a database from the start; and the end of a stage. */
final class NewStagePages {
  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final EngineChoices choices;

  NewStagePages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.choices = new EngineChoices(use, pages);
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/stacks/{stack}/new-stage", this::showNew);
    routes.post("/stacks/{stack}/stages", this::create);
    routes.get("/stacks/{stack}/stages/{stage}/delete", ctx -> showDelete(ctx, Form.of(Map.of())));
    routes.post("/stacks/{stack}/stages/{stage}/delete", this::delete);
  }

  private void showNew(Context ctx) {
    var stages = use.stacks().listStages(pages.stack(ctx));
    var last = stages.isEmpty() ? "" : stages.getLast().ref().stage().value();
    showNew(ctx, Form.of(Map.of("database.postgres", "yes", "after", last)));
  }

  private void showNew(Context ctx, Form form) {
    var stack = pages.stack(ctx);
    pages.require(ctx, Action.CHANGE, stack.value());
    pages.show(
        ctx,
        "newstage",
        pages.shell(
            ctx,
            "New stage",
            Shell.Section.STACKS,
            new Link("Stacks", "/"),
            new Link(stack.value(), Targets.stack(stack.value()))),
        new NewStageView(
            stack.value(),
            Targets.stack(stack.value()),
            use.stacks().listStages(stack).stream()
                .map(stage -> stage.ref().stage().value())
                .toList(),
            form,
            choices.panels(List.of()).stream().map(NewStagePages::choice).toList()));
  }

  private static NewStageView.DatabaseChoice choice(AddDatabaseView.EnginePanel engine) {
    return new NewStageView.DatabaseChoice(
        engine.id(),
        engine.name(),
        engine.available() ? EngineChoices.defaultText(engine) : engine.unavailable(),
        engine.available());
  }

  private void create(Context ctx) {
    var stack = pages.stack(ctx);
    var actor = pages.require(ctx, Action.CHANGE, stack.value());
    var typed = new TreeMap<>(Pages.typed(ctx, "name", "after", "target", "region"));
    var wanted = ctx.formParams("database");
    wanted.forEach(id -> typed.put("database." + id, "yes"));
    try {
      var engines = wanted.stream().map(Engine::of).toList();
      var ref = new StageRef(stack, new Name(typed.getOrDefault("name", "")));
      var stage =
          new StageSpec(
              ref,
              Pages.given(typed, "after")
                  .map(text -> Fields.renamed("name", "after", () -> new Name(text))),
              Pages.given(typed, "target"),
              Pages.given(typed, "region"));
      var begun = use.replicas().createStage(actor, stage, engines, List.of());
      Pages.goTo(
          ctx,
          switch (begun.size()) {
            case 0 -> Notice.STAGE_CREATED.at(Targets.stage(stage.ref()));
            case 1 -> "/operations/" + begun.getFirst().id();
            default -> Targets.stage(stage.ref()) + "/databases";
          });
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showNew(ctx, Form.refused(typed, refused.problem()));
    }
  }

  private void showDelete(Context ctx, Form form) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var view =
        new DeleteView(
            "Delete stage " + ref,
            "Its databases and its application go first: a stage that has any is not deleted. "
                + "Its address and its variables go with it.",
            Targets.stage(ref) + "/delete",
            ref.toString(),
            "Delete stage",
            Targets.stage(ref),
            form);
    var shell = StagePages.shell(pages, ctx, "Delete " + ref, ref);
    ctx.html(
        pages.render(
            "deletestage",
            Map.of(
                "shell",
                shell,
                "head",
                cards.head(ref, StageHead.Tab.DELETE, true),
                "view",
                view)));
  }

  private void delete(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, ref.toString());
      use.stacks().deleteStage(actor, ref);
      Pages.goTo(ctx, Notice.STAGE_DELETED.at(Targets.stack(ref.stack().value())));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showDelete(ctx, Form.refused(typed, refused.problem()));
    }
  }
}
