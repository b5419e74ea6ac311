package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.operation.Operation;
import dev.cairn.stack.StageSpec;
import dev.cairn.web.Fields;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A new stage, with or without a database from the start; and the end of a stage. */
final class NewStagePages {
  private static final String NEW = "new";
  private static final String EXISTING = "existing";
  private static final String REPLICA = "replica";

  /** What the names of the form's values of new databases begin with. */
  private static final String DATABASE = "database.";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final EngineChoices choices;
  private final ReplicaChoices replicas;

  NewStagePages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.choices = new EngineChoices(use, pages);
    this.replicas = new ReplicaChoices(use);
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
    var values = new TreeMap<>(Map.of("database.postgres", "yes", "after", last));
    var wanted = Optional.ofNullable(ctx.queryParam("replicaOf")).map(DatabaseRef::parse);
    values.put("origin", wanted.isPresent() ? REPLICA : NEW);
    wanted
        .or(() -> ReplicaChoices.only(replicas.of(pages.stack(ctx))).map(DatabaseRef::parse))
        .ifPresent(it -> values.put(field(it.engine()), it.toString()));
    showNew(ctx, Form.of(values));
  }

  private static String field(Engine engine) {
    return "replicaOf." + engine.id();
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
            choices.panels(List.of()).stream().map(NewStagePages::choice).toList(),
            replicas.of(stack),
            replicas.noneOf(stack)));
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
    var typed = typed(ctx);
    try {
      var ref = new StageRef(stack, new Name(typed.getOrDefault("name", "")));
      var stage =
          new StageSpec(
              ref,
              Pages.given(typed, "after")
                  .map(text -> Fields.renamed("name", "after", () -> new Name(text))),
              Pages.given(typed, "target"),
              Pages.given(typed, "region"));
      var begun = use.replicas().createStage(actor, stage, engines(typed), primaries(typed));
      Pages.goTo(ctx, next(ref, typed, begun));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showNew(ctx, Form.refused(typed, refused.problem()));
    }
  }

  /** Everything typed, also where something else is chosen: nothing is to be typed again. */
  private static Map<String, String> typed(Context ctx) {
    var names =
        Stream.concat(
            Stream.of("name", "after", "target", "region", "origin", "database", "replicaOf"),
            Engine.all().stream().map(NewStagePages::field));
    var typed = new TreeMap<>(Pages.typed(ctx, names.toArray(String[]::new)));
    ctx.formParams("database").forEach(id -> typed.put(DATABASE + id, "yes"));
    return typed;
  }

  /** New databases, where those are chosen. */
  private static List<Engine> engines(Map<String, String> typed) {
    if (!NEW.equals(typed.get("origin"))) {
      return List.of();
    }
    var engines =
        typed.keySet().stream()
            .filter(it -> it.startsWith(DATABASE))
            .map(it -> Engine.of(it.substring(DATABASE.length())))
            .toList();
    return chosen(engines, "database", "no-engine", "No database is chosen.");
  }

  /** Whom replicas follow, where those are chosen. */
  private static List<DatabaseRef> primaries(Map<String, String> typed) {
    if (!REPLICA.equals(typed.get("origin"))) {
      return List.of();
    }
    var primaries =
        Engine.all().stream()
            .flatMap(it -> Pages.given(typed, field(it)).stream())
            .map(DatabaseRef::parse)
            .toList();
    return chosen(primaries, "replicaOf", "no-primary", "Nothing to follow is chosen.");
  }

  private static <T> List<T> chosen(List<T> some, String field, String code, String message) {
    if (some.isEmpty()) {
      throw Problem.invalid(code, message, "Choose one, or a stage without a database.")
          .withViolations(List.of(new Violation(field, "choose one or more")))
          .toException();
    }
    return some;
  }

  private static String next(StageRef ref, Map<String, String> typed, List<Operation> begun) {
    if (EXISTING.equals(typed.get("origin"))) {
      return Targets.stage(ref) + "/databases/new?origin=existing";
    }
    return switch (begun.size()) {
      case 0 -> Notice.STAGE_CREATED.at(Targets.stage(ref));
      case 1 -> "/operations/" + begun.getFirst().id();
      default -> Targets.stage(ref) + "/databases";
    };
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
