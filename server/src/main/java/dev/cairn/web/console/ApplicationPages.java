package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.service.Service;
import dev.cairn.service.ServiceKeys;
import dev.cairn.service.ServiceSpec;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stage settings, application: how it is built and run. */
final class ApplicationPages {
  private static final String APPLICATION = "/stacks/{stack}/stages/{stage}/application";
  private static final String DEFAULT_PORT = "8000";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;

  ApplicationPages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(APPLICATION, ctx -> show(ctx, current(ctx), Form.of(Map.of())));
    routes.post(APPLICATION, this::save);
    routes.post(APPLICATION + "/remove", this::remove);
  }

  private Form current(Context ctx) {
    return Form.of(
        use.services()
            .find(pages.stage(ctx))
            .map(service -> fields(service.spec()))
            .orElse(Map.of("port", DEFAULT_PORT)));
  }

  /** Its keys; the three kinds of source are one field. */
  private static Map<String, String> fields(ServiceSpec spec) {
    var fields = new HashMap<>(ServiceKeys.texts(spec));
    fields.keySet().removeAll(ServiceKeys.SOURCES);
    fields.put("source", Sources.text(spec.source()));
    return fields;
  }

  private void show(Context ctx, Form form, Form remove) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var service = use.services().find(ref);
    pages.show(
        ctx,
        "application",
        StagePages.shell(pages, ctx, "Application of " + ref, ref),
        new ApplicationView(
            cards.head(ref, StageHead.Tab.APPLICATION, pages.allows(actor, Action.CHANGE)),
            form,
            remove,
            service.isPresent(),
            service.map(it -> use.services().notes(it.spec())).orElse(List.of()),
            use.services().announcements(ref)));
  }

  private void save(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = typed(ctx, use.services().find(ref).map(Service::spec));
    try {
      var spec = spec(typed);
      if ("save".equals(ctx.formParam("then"))) {
        use.services().configure(actor, ref, spec);
        Pages.goTo(ctx, Notice.SAVED.at(Targets.stage(ref) + "/application"));
        return;
      }
      var operation = use.services().configureAndDeploy(actor, ref, spec, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(typed, refused.problem()), Form.of(Map.of()));
    }
  }

  /** What was typed; a field that was not sent at all stays as it is. */
  private static Map<String, String> typed(Context ctx, Optional<ServiceSpec> before) {
    var values = new HashMap<>(before.map(ApplicationPages::fields).orElse(Map.of()));
    for (var key : ServiceKeys.NAMES) {
      Optional.ofNullable(ctx.formParam(key)).ifPresent(it -> values.put(key, it.strip()));
    }
    return values;
  }

  private static ServiceSpec spec(Map<String, String> typed) {
    var texts = new HashMap<>(typed);
    texts.keySet().removeAll(ServiceKeys.SOURCES);
    texts.putAll(Sources.texts(typed.getOrDefault("source", "")));
    try {
      return ServiceKeys.read(texts);
    } catch (ProblemException e) {
      // What is wrong with an image or a repository is told beside the one field.
      throw e.problem()
          .withViolations(
              e.problem().violations().stream()
                  .map(
                      it ->
                          ServiceKeys.SOURCES.contains(it.field())
                              ? new Violation("source", it.message())
                              : it)
                  .toList())
          .toException();
    }
  }

  private void remove(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, ref.toString());
      Pages.goTo(ctx, "/operations/" + use.services().remove(actor, ref, Pages.once(ctx)).id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, current(ctx), Form.refused(typed, refused.problem()));
    }
  }
}
