package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.secret.Secret;
import dev.cairn.service.Variable;
import dev.cairn.service.Variables;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Stage settings, runtime variables. Nothing is saved before its preview was shown. */
final class VariablePages {
  private static final String VARIABLES = "/stacks/{stack}/stages/{stage}/variables";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;

  VariablePages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(VARIABLES, ctx -> show(ctx, editing(ctx), Optional.empty()));
    routes.get(
        VARIABLES + "/preview",
        ctx -> Pages.goTo(ctx, Targets.stage(pages.stage(ctx)) + "/variables"));
    routes.post(VARIABLES + "/preview", this::preview);
    routes.post(VARIABLES, this::save);
  }

  private Form editing(Context ctx) {
    var name = ctx.queryParam("edit");
    return use.variables().list(pages.stage(ctx)).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(VariablePages::form)
        .orElse(Form.of(Map.of()));
  }

  private static Form form(Variable variable) {
    return switch (variable.origin()) {
      case Variable.Origin.Generated _ -> Form.of(Map.of("name", variable.name()));
      // A secret is typed anew: showing it would be a reveal that nobody recorded.
      case Variable.Origin.Literal _ ->
          Form.of(
              Map.of(
                  "name",
                  variable.name(),
                  "value",
                  variable.secret() ? "" : variable.value().reveal()));
      case Variable.Origin.SecretReference secret ->
          Form.of(Map.of("name", variable.name(), "secret", reference(secret)));
    };
  }

  private static String reference(Variable.Origin.SecretReference secret) {
    return "secret:" + secret.secret() + "#" + secret.key();
  }

  private void show(Context ctx, Form form, Optional<VariablesView.Preview> preview) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    pages.show(
        ctx,
        "variables",
        StagePages.shell(pages, ctx, "Runtime variables of " + ref, ref),
        new VariablesView(
            cards.head(ref, StageHead.Tab.VARIABLES, pages.allows(actor, Action.CHANGE)),
            use.variables().list(ref).stream().map(VariablePages::row).toList(),
            form,
            use.databases().list(ref).stream().flatMap(VariablePages::keys).toList(),
            preview,
            use.services().find(ref).isPresent()));
  }

  private static Stream<VariablesView.SecretKey> keys(Database database) {
    var secret = database.secretName();
    return Secret.KEYS.stream()
        .map(
            key ->
                new VariablesView.SecretKey("secret:" + secret + "#" + key, secret + " > " + key));
  }

  private static VariablesView.Row row(Variable variable) {
    var origin =
        switch (variable.origin()) {
          case Variable.Origin.Generated generated -> {
            var database = DatabaseRef.parse(generated.database());
            yield new Link(database.engine().displayName(), Targets.database(database));
          }
          case Variable.Origin.Literal _ -> new Link("set by hand", "");
          case Variable.Origin.SecretReference secret ->
              new Link("secret " + secret.secret() + " > " + secret.key(), "");
        };
    return new VariablesView.Row(
        variable.name(),
        variable.secret() ? Snippets.MASK : variable.value().reveal(),
        variable.secret(),
        origin.text(),
        origin.href(),
        !(variable.origin() instanceof Variable.Origin.Generated),
        variable.overrides());
  }

  private void preview(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "name", "value", "secret");
    var unset = Pages.given(Pages.typed(ctx, "unset"), "unset");
    try {
      var set =
          unset.isPresent() ? Map.<String, String>of() : Map.of(requireName(typed), value(typed));
      requireTyped(ref, set);
      show(ctx, Form.of(typed), Optional.of(previewed(ref, set, unset.stream().toList())));
    } catch (ProblemException refused) {
      refuse(ctx, typed, refused.problem(), Optional.empty());
    }
  }

  private static String value(Map<String, String> typed) {
    return Pages.given(typed, "secret").orElse(typed.getOrDefault("value", ""));
  }

  /** The field of a secret begins empty, so that an empty one says nothing. */
  private void requireTyped(StageRef ref, Map<String, String> set) {
    boolean isHidden =
        use.variables().list(ref).stream()
            .anyMatch(
                one ->
                    one.secret()
                        && one.origin() instanceof Variable.Origin.Literal
                        && "".equals(set.get(one.name())));
    if (isHidden) {
      throw Problem.invalid(
              "missing-value",
              "The value of a secret is not shown, and none was typed.",
              "Type the new value, or remove the variable.")
          .withViolations(List.of(new Violation("value", "type the new value")))
          .toException();
    }
  }

  private VariablesView.Preview previewed(
      StageRef ref, Map<String, String> set, List<String> unset) {
    return new VariablesView.Preview(
        use.variables().preview(ref, set, Set.copyOf(unset)).stream()
            .map(VariablePages::line)
            .toList(),
        set.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .findFirst()
            .orElse(""),
        unset.stream().findFirst().orElse(""));
  }

  private static String requireName(Map<String, String> typed) {
    return Pages.given(typed, "name")
        .orElseThrow(
            () ->
                Problem.invalid("missing-name", "A variable needs a name.", "Write one.")
                    .withViolations(List.of(new Violation("name", "must not be empty")))
                    .toException());
  }

  private static VariablesView.Change line(Variables.Change change) {
    return switch (change.kind()) {
      case ADDED -> new VariablesView.Change(change.name(), "Added", Tone.OK, "", change.after());
      case CHANGED ->
          new VariablesView.Change(
              change.name(), "Changed", Tone.BUSY, change.before(), change.after());
      case REMOVED ->
          new VariablesView.Change(change.name(), "Removed", Tone.BAD, change.before(), "");
    };
  }

  private void save(Context ctx) {
    StageRef ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var unset = Pages.given(Pages.typed(ctx, "unset"), "unset").stream().toList();
    var set =
        Pages.given(Pages.typed(ctx, "set"), "set")
            .filter(pair -> pair.indexOf('=') > 0)
            .map(pair -> Map.of(pair.substring(0, pair.indexOf('=')), after(pair)))
            .orElse(Map.of());
    try {
      var operation = use.variables().change(actor, ref, set, Set.copyOf(unset));
      Pages.goTo(
          ctx,
          operation
              .map(opened -> "/operations/" + opened.id())
              .orElse(Notice.SAVED.at(Targets.stage(ref) + "/variables")));
    } catch (ProblemException refused) {
      // What was typed is kept, and may be saved once what stands in its way is over.
      var preview =
          refused.problem().violations().isEmpty()
              ? Optional.of(previewed(ref, set, unset))
              : Optional.<VariablesView.Preview>empty();
      refuse(ctx, typed(set), refused.problem(), preview);
    }
  }

  private static Map<String, String> typed(Map<String, String> set) {
    return set.entrySet().stream()
        .findFirst()
        .map(entry -> Map.of("name", entry.getKey(), "value", entry.getValue()))
        .orElse(Map.of("name", "", "value", ""));
  }

  private static String after(String pair) {
    return pair.substring(pair.indexOf('=') + 1);
  }

  private void refuse(
      Context ctx,
      Map<String, String> typed,
      Problem problem,
      Optional<VariablesView.Preview> preview) {
    ctx.status(problem.kind().status());
    show(ctx, Form.refused(typed, problem), preview);
  }
}
