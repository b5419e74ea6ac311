package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.stack.Stack;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;

/** Your stacks, and one stack with its stages. */
final class StackPages {
  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final Topologies topologies;

  StackPages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.topologies = new Topologies(use);
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/", this::showStacks);
    routes.get("/stacks", ctx -> Pages.goTo(ctx, "/"));
    routes.get("/stack-cards", this::showStackCards);
    routes.get("/new-stack", ctx -> showNew(ctx, Form.of(Map.of())));
    routes.post("/stacks", this::create);
    routes.get("/stacks/{stack}", ctx -> showStack(ctx, Form.of(Map.of())));
    routes.get("/stacks/{stack}/cards", this::showStageCards);
    routes.post("/stacks/{stack}/delete", this::delete);
  }

  private void showStacks(Context ctx) {
    var actor = pages.require(ctx, Action.READ, "stacks");
    pages.show(ctx, "stacks", pages.shell(ctx, "Your stacks", Shell.Section.STACKS), stacks(actor));
  }

  private void showStackCards(Context ctx) {
    pages.showPart(ctx, "stackcards", stacks(pages.require(ctx, Action.READ, "stacks")));
  }

  private StacksView stacks(Actor actor) {
    return new StacksView(
        use.stacks().list().stream().map(this::card).toList(), pages.allows(actor, Action.CHANGE));
  }

  private StacksView.Card card(Stack stack) {
    var stages = cards.ofStack(stack.name());
    return new StacksView.Card(
        stack.name().value(),
        Targets.stack(stack.name().value()),
        Badges.worst(stages.stream().map(StageCard::status).toList()),
        stages.stream()
            .map(stage -> new StacksView.StageChip(stage.name(), stage.href(), stage.status()))
            .toList(),
        stages.stream().anyMatch(StageCard::busy));
  }

  private void showNew(Context ctx, Form form) {
    pages.require(ctx, Action.CHANGE, "stacks");
    var shell = pages.shell(ctx, "New stack", Shell.Section.STACKS, new Link("Stacks", "/"));
    ctx.html(pages.render("newstack", Map.of("shell", shell, "form", form)));
  }

  private void create(Context ctx) {
    var actor = pages.require(ctx, Action.CHANGE, "stacks");
    var typed = Pages.typed(ctx, "name");
    try {
      var stack = use.stacks().create(actor, new Name(typed.getOrDefault("name", "")));
      Pages.goTo(ctx, Notice.STACK_CREATED.at(Targets.stack(stack.name().value())));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showNew(ctx, Form.refused(typed, refused.problem()));
    }
  }

  private void showStack(Context ctx, Form delete) {
    var view = stack(ctx, delete);
    pages.show(
        ctx,
        "stack",
        pages.shell(ctx, view.name(), Shell.Section.STACKS, new Link("Stacks", "/")),
        view);
  }

  private void showStageCards(Context ctx) {
    pages.showPart(ctx, "stagecards", stack(ctx, Form.of(Map.of())));
  }

  private StackView stack(Context ctx, Form delete) {
    var name = pages.stack(ctx);
    var actor = pages.require(ctx, Action.READ, name.value());
    use.stacks().get(name);
    return new StackView(
        name.value(),
        Targets.stack(name.value()),
        cards.ofStack(name),
        topologies.of(name, ""),
        delete,
        pages.allows(actor, Action.CHANGE));
  }

  private void delete(Context ctx) {
    var name = pages.stack(ctx);
    var actor = pages.require(ctx, Action.CHANGE, name.value());
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, name.value());
      use.stacks().delete(actor, name);
      Pages.goTo(ctx, Notice.STACK_DELETED.at("/"));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showStack(ctx, Form.refused(typed, refused.problem()));
    }
  }
}
