package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Actor;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.engine.Engine;
import dev.cairn.operation.Operation;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Add databases: one, or several at once. */
final class AddDatabasePages {
  private static final String DATABASES = "/stacks/{stack}/stages/{stage}/databases";
  private static final List<String> FIELDS =
      List.of("version", "type", "storage", "cacheOnly", "fromBackup");

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final EngineChoices choices;
  private final AttachPages attach;
  private final ReplicaPages replicas;

  AddDatabasePages(
      UseCases use, Pages pages, StageCards cards, AttachPages attach, ReplicaPages replicas) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.attach = attach;
    this.replicas = replicas;
    this.choices = new EngineChoices(use, pages);
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(DATABASES + "/new", this::showNew);
    routes.post(DATABASES, this::add);
  }

  private void showNew(Context ctx) {
    switch (Optional.ofNullable(ctx.queryParam("origin")).orElse("")) {
      case "existing" -> attach.showNew(ctx);
      case "replica" -> replicas.showNew(ctx);
      default -> show(ctx, Optional.empty());
    }
  }

  private void show(Context ctx, Optional<Form> refused) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var panels =
        choices.panels(
            use.databases().list(ref).stream().map(found -> found.ref().engine()).toList());
    pages.show(
        ctx,
        "adddatabase",
        StagePages.shell(pages, ctx, "Add a database to " + ref, ref),
        new AddDatabaseView(
            cards.head(ref, StageHead.Tab.DATABASES, true),
            replicas.origins(ref, Origins.From.NEW),
            panels,
            use.services().find(ref).isPresent(),
            refused.orElseGet(
                () ->
                    Form.of(
                        choices.defaults(panels, Optional.ofNullable(ctx.queryParam("from")))))));
  }

  private void add(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = typed(ctx);
    try {
      var operations = add(actor, specs(ref, typed), Pages.once(ctx));
      Pages.goTo(
          ctx,
          operations.size() == 1
              ? "/operations/" + operations.getFirst().id()
              : Targets.stage(ref) + "/databases");
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Optional.of(Form.refused(typed, refused.problem())));
    }
  }

  /** Everything typed, also for engines that are not chosen: nothing is to be typed again. */
  private static Map<String, String> typed(Context ctx) {
    var values = new TreeMap<String, String>();
    for (var engine : Engine.all()) {
      var names = FIELDS.stream().map(field -> engine.id() + "." + field).toArray(String[]::new);
      values.putAll(Pages.typed(ctx, names));
    }
    ctx.formParams("engine").forEach(id -> values.put("engine." + id, "yes"));
    return values;
  }

  private static List<DatabaseSpec> specs(StageRef stage, Map<String, String> typed) {
    var specs = new ArrayList<DatabaseSpec>();
    for (var engine : Engine.all()) {
      if (Pages.given(typed, "engine." + engine.id()).isPresent()) {
        var at = engine.id() + ".";
        var backup = Pages.given(typed, at + "fromBackup");
        specs.add(
            new DatabaseSpec(
                new DatabaseRef(stage, engine),
                // A backup opens in the version it was made with, whichever is chosen above.
                Pages.given(typed, at + "version").filter(version -> backup.isEmpty()),
                Pages.given(typed, at + "type"),
                Pages.given(typed, at + "storage").map(text -> gib(text, at + "storage")),
                Pages.given(typed, at + "cacheOnly").isPresent(),
                backup));
      }
    }
    if (specs.isEmpty()) {
      throw Problem.invalid("no-engine", "No engine is chosen.", "Choose one or more.")
          .withViolations(List.of(new Violation("engine", "choose one or more")))
          .toException();
    }
    return specs;
  }

  private List<Operation> add(Actor actor, List<DatabaseSpec> specs, Optional<String> once) {
    checkAll(specs);
    var begun = new ArrayList<Operation>();
    for (var spec : specs) {
      var id = spec.ref().engine().id();
      begun.add(use.databases().add(actor, spec, once.map(key -> key + "-" + id)));
    }
    return begun;
  }

  /** Before the first is begun: a request is done whole or not at all. */
  private void checkAll(List<DatabaseSpec> specs) {
    var target = use.stacks().getStage(specs.getFirst().ref().stage()).target();
    var problems = new ArrayList<Problem>();
    for (var spec : specs) {
      try {
        use.databases().check(target, spec);
      } catch (ProblemException refused) {
        problems.add(ofEngine(refused.problem(), spec.ref().engine().id()));
      }
    }
    if (!problems.isEmpty()) {
      throw problems
          .getFirst()
          .withViolations(problems.stream().flatMap(it -> it.violations().stream()).toList())
          .toException();
    }
  }

  /** The form's fields are named after their engine. */
  private static Problem ofEngine(Problem problem, String engine) {
    return problem.withViolations(
        problem.violations().stream()
            .map(it -> new Violation(engine + "." + it.field(), it.message()))
            .toList());
  }

  static Bytes gib(String text, String field) {
    var gib = Optional.of(text).filter(found -> found.matches("[0-9]{1,5}")).map(Integer::parseInt);
    return Bytes.ofGib(
        gib.orElseThrow(
            () ->
                Problem.invalid(
                        "invalid-storage",
                        "\"" + text + "\" is no size.",
                        "Write a whole number of GiB.")
                    .withViolations(List.of(new Violation(field, "a whole number of GiB")))
                    .toException()));
  }
}
