package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.database.AttachSpec;
import dev.cairn.database.Attachment;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Databases that somebody else runs: attach, reach otherwise, detach. */
final class AttachPages {
  private static final String DATABASES = "/stacks/{stack}/stages/{stage}/databases";
  private static final String[] FIELDS = {
    "engine", "host", "port", "database", "username", "tls", "ca"
  };

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final ReplicaPages replicas;

  AttachPages(UseCases use, Pages pages, StageCards cards, ReplicaPages replicas) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.replicas = replicas;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.post(DATABASES + "/attach", this::attach);
    routes.post(DATABASES + "/{engine}/detach", this::detach);
    routes.post(DATABASES + "/{engine}/attachment", this::replace);
  }

  /** The form, empty. */
  void showNew(Context ctx) {
    show(ctx, Form.of(Map.of("tls", "")));
  }

  private void show(Context ctx, Form form) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var taken = use.databases().list(ref).stream().map(found -> found.ref().engine()).toList();
    var free = Engine.all().stream().filter(engine -> !taken.contains(engine)).toList();
    var offered = free.isEmpty() ? Engine.all() : free;
    var chosen = form.value("engine").isEmpty() ? with(form, offered.getFirst().id()) : form;
    pages.show(
        ctx,
        "attachdatabase",
        StagePages.shell(pages, ctx, "Add a database to " + ref, ref),
        new AttachView(
            cards.head(ref, StageHead.Tab.DATABASES, true),
            replicas.origins(ref, Origins.From.EXISTING),
            offered.stream()
                .map(it -> new AttachView.EngineChoice(it.id(), it.displayName()))
                .toList(),
            offered.stream()
                .map(
                    engine ->
                        new AttachView.Given(
                            engine.displayName(), GeneratedVariables.names(engine)))
                .toList(),
            use.services().find(ref).isPresent(),
            chosen));
  }

  private static Form with(Form form, String engine) {
    var values = new HashMap<>(form.values());
    values.put("engine", engine);
    return new Form(values, form.violations(), form.problem());
  }

  private void attach(Context ctx) {
    var stage = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, stage.toString());
    var typed = Pages.typed(ctx, FIELDS);
    try {
      var ref = new DatabaseRef(stage, Engine.of(typed.getOrDefault("engine", "")));
      var operation = use.attachments().attach(actor, ref, spec(ctx, typed), Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, refused(typed, refused.problem()));
    }
  }

  /** What is known of it, for its own page. */
  AttachedView view(DatabaseView database, DatabaseRef ref, Optional<Form> replace, Form detach) {
    var attachment = use.attachments().get(ref);
    return new AttachedView(
        database,
        attachment.host() + ":" + attachment.port(),
        replace.orElseGet(() -> Form.of(values(attachment))),
        detach);
  }

  private static Map<String, String> values(Attachment attachment) {
    return Map.of(
        "host", attachment.host(),
        "port", Integer.toString(attachment.port()),
        "database", attachment.database(),
        "username", attachment.username(),
        "tls", attachment.tls().name().toLowerCase(java.util.Locale.ROOT),
        "ca", attachment.authority().or(attachment::givenAuthority).orElse(""));
  }

  /** Where a refused form is shown again: the database's page. */
  @FunctionalInterface
  interface Again {
    void show(Context ctx, Optional<Form> replace, Form detach);
  }

  private Again again = (ctx, replace, detach) -> {};

  void onRefusal(Again page) {
    again = page;
  }

  private void replace(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, FIELDS);
    try {
      var operation = use.attachments().replace(actor, ref, spec(ctx, typed), Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      again.show(ctx, Optional.of(refused(typed, refused.problem())), Form.of(Map.of()));
    }
  }

  private void detach(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, ref.toString());
      var operation = use.attachments().detach(actor, ref, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      again.show(ctx, Optional.empty(), Form.refused(typed, refused.problem()));
    }
  }

  private DatabaseRef ref(Context ctx) {
    return new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
  }

  /** The password is never sent back: its field is empty, and only a violation stands there. */
  private static Form refused(Map<String, String> typed, Problem problem) {
    var values = new HashMap<>(typed);
    values.put("password", "");
    return Form.refused(values, problem);
  }

  private static AttachSpec spec(Context ctx, Map<String, String> typed) {
    return new AttachSpec(
        typed.getOrDefault("host", ""),
        Pages.given(typed, "port").map(AttachPages::port),
        Pages.given(typed, "database"),
        Pages.given(typed, "username"),
        Sensitive.of(Objects.requireNonNullElse(ctx.formParam("password"), "")),
        Pages.given(typed, "tls"),
        Pages.given(typed, "ca"));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw Problem.invalid(
              "invalid-port", "\"" + text + "\" is no port.", "Give a number from 1 to 65535.")
          .withViolations(List.of(new Violation("port", "a number from 1 to 65535")))
          .toException();
    }
    return Integer.parseInt(text);
  }
}
