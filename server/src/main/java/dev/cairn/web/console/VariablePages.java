package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.secret.Secret;
import dev.cairn.service.DotEnv;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.service.Variable;
import dev.cairn.service.Variables;
import dev.cairn.web.UseCases;
import dev.cairn.web.console.VariableText.Wanted;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    routes.get(
        VARIABLES,
        ctx ->
            show(
                ctx,
                ctx.queryParamMap().containsKey("text") ? asText(ctx) : editing(ctx),
                Optional.empty()));
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
    boolean hasApplication = use.services().find(ref).isPresent();
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
            hasApplication,
            preview.isPresent() && hasApplication ? use.services().announcements(ref) : List.of(),
            form.values().containsKey("dotenv")));
  }

  private static Stream<VariablesView.SecretKey> keys(Database database) {
    var secret = database.secretName();
    return Secret.keysOf(database.isReplica()).stream()
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
        variable.secret() ? Snippets.MASK : VariableText.shown(variable.value().reveal()),
        variable.secret(),
        origin.text(),
        origin.href(),
        !(variable.origin() instanceof Variable.Origin.Generated),
        variable.overrides(),
        variable.origin() instanceof Variable.Origin.Generated
            && GeneratedVariables.isPrevious(variable.name()));
  }

  private void preview(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = typed(ctx);
    try {
      var wanted = wanted(ref, typed, Pages.given(Pages.typed(ctx, "unset"), "unset"));
      requireTyped(ref, wanted.set());
      show(ctx, Form.of(typed), Optional.of(previewed(ref, wanted)));
    } catch (ProblemException refused) {
      refuse(ctx, typed, refused.problem(), Optional.empty());
    }
  }

  /** A value is taken as typed, spaces and all; browsers send its line ends as CR and LF. */
  private static Map<String, String> typed(Context ctx) {
    var typed = Pages.typed(ctx, "name", "secret");
    for (var field : List.of("value", "dotenv")) {
      Optional.ofNullable(ctx.formParam(field))
          .ifPresent(text -> typed.put(field, text.replace("\r\n", "\n")));
    }
    return typed;
  }

  private Wanted wanted(StageRef ref, Map<String, String> typed, Optional<String> unset) {
    if (unset.isPresent()) {
      return new Wanted(Map.of(), Set.of(unset.get()));
    }
    if (typed.containsKey("dotenv")) {
      return VariableText.wanted(use.variables().list(ref), typed.getOrDefault("dotenv", ""));
    }
    var name = requireName(typed);
    return new Wanted(Map.of(name, kept(ref, name, value(typed))), Set.of());
  }

  /** Line ends that no browser hands back are no change of who only looked. */
  private String kept(StageRef ref, String name, String typed) {
    return use.variables().list(ref).stream()
        .filter(one -> one.name().equals(name))
        .filter(one -> one.origin() instanceof Variable.Origin.Literal && !one.secret())
        .map(one -> one.value().reveal())
        .filter(value -> VariableText.asBrowsersSend(value).equals(typed))
        .findFirst()
        .orElse(typed);
  }

  private Form asText(Context ctx) {
    var text = VariableText.of(use.variables().list(pages.stage(ctx)));
    return Form.of(Map.of("dotenv", text));
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

  /** The change travels with the page as the text of a .env, which survives a browser whole. */
  private VariablesView.Preview previewed(StageRef ref, Wanted wanted) {
    return new VariablesView.Preview(
        use.variables().preview(ref, wanted.set(), wanted.unset()).stream()
            .map(VariablePages::line)
            .toList(),
        DotEnv.write(wanted.set()).stripTrailing(),
        String.join(" ", new TreeSet<>(wanted.unset())));
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
      case ADDED ->
          new VariablesView.Change(
              change.name(), "Added", Tone.OK, "", VariableText.shown(change.after()));
      case CHANGED ->
          new VariablesView.Change(
              change.name(),
              "Changed",
              Tone.BUSY,
              VariableText.shown(change.before()),
              VariableText.shown(change.after()));
      case REMOVED ->
          new VariablesView.Change(
              change.name(), "Removed", Tone.BAD, VariableText.shown(change.before()), "");
    };
  }

  private void save(Context ctx) {
    StageRef ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var unset =
        Pages.given(Pages.typed(ctx, "unset"), "unset").stream()
            .flatMap(names -> Stream.of(names.split(" ")))
            .collect(Collectors.toSet());
    var wanted = new Wanted(DotEnv.read(Pages.typed(ctx, "set").getOrDefault("set", "")), unset);
    try {
      var operation = use.variables().change(actor, ref, wanted.set(), wanted.unset());
      Pages.goTo(
          ctx,
          operation
              .map(opened -> "/operations/" + opened.id())
              .orElse(Notice.SAVED.at(Targets.stage(ref) + "/variables")));
    } catch (ProblemException refused) {
      // What was typed is kept, and may be saved once what stands in its way is over.
      var preview =
          refused.problem().violations().isEmpty()
              ? Optional.of(previewed(ref, wanted))
              : Optional.<VariablesView.Preview>empty();
      refuse(ctx, typed(wanted.set()), refused.problem(), preview);
    }
  }

  private static Map<String, String> typed(Map<String, String> set) {
    return set.size() > 1
        ? Map.of("dotenv", DotEnv.write(set))
        : set.entrySet().stream()
            .findFirst()
            .map(entry -> Map.of("name", entry.getKey(), "value", entry.getValue()))
            .orElse(Map.of("name", "", "value", ""));
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
