package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.service.Service;
import dev.cairn.service.ServiceSpec;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stage settings, application: how it is built and run. */
final class ApplicationPages {
  private static final String APPLICATION = "/stacks/{stack}/stages/{stage}/application";
  private static final String DEFAULT_PORT = "8000";
  private static final int LAST_PORT = 65_535;

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
            .map(Service::spec)
            .map(
                spec ->
                    Map.of(
                        "source", Sources.text(spec.source()),
                        "port", Integer.toString(spec.port()),
                        "health", spec.health().orElse(""),
                        "build", spec.build().orElse(""),
                        "run", spec.run().orElse(""),
                        "release", spec.release().orElse("")))
            .orElse(Map.of("port", DEFAULT_PORT)));
  }

  private void show(Context ctx, Form form, Form remove) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    boolean advanced =
        List.of("build", "run", "release").stream().anyMatch(field -> !form.value(field).isEmpty());
    pages.show(
        ctx,
        "application",
        StagePages.shell(pages, ctx, "Application of " + ref, ref),
        new ApplicationView(
            cards.head(ref, StageHead.Tab.APPLICATION, pages.allows(actor, Action.CHANGE)),
            form,
            remove,
            use.services().find(ref).isPresent(),
            advanced));
  }

  private void save(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "source", "port", "health", "build", "run", "release");
    try {
      var spec = spec(typed, use.services().find(ref));
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

  private static ServiceSpec spec(Map<String, String> typed, Optional<Service> before) {
    var violations = new ArrayList<Violation>();
    var source = Sources.parse(typed.getOrDefault("source", ""), violations);
    int port = port(typed.getOrDefault("port", ""));
    if (port < 1 || port > LAST_PORT) {
      violations.add(new Violation("port", "must be a number from 1 to " + LAST_PORT));
    }
    var health = Pages.given(typed, "health");
    if (health.filter(path -> !path.startsWith("/")).isPresent()) {
      violations.add(new Violation("health", "must begin with /"));
    }
    Sources.refuse(violations);
    return new ServiceSpec(
        source.orElseThrow(),
        Pages.given(typed, "build"),
        Pages.given(typed, "run"),
        Pages.given(typed, "release"),
        port,
        health,
        before.flatMap(service -> service.spec().runtime()));
  }

  /** 0 where the text is no number. */
  private static int port(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
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
