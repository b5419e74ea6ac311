package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.ExtensionNow;
import dev.cairn.database.TuningSpec;
import dev.cairn.database.Tunings;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Setting;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Manage a database: its settings and extensions. */
final class TuningPages {
  /** What the form's fields of settings begin with. */
  static final String FIELD = "settings.";

  private static final String DATABASE = "/stacks/{stack}/stages/{stage}/databases/{engine}";
  private static final String CREATES = "createDatabases";

  private final UseCases use;
  private final Pages pages;
  private Redisplay redisplay = (ctx, draft) -> {};

  TuningPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  /** Shows the page again, with what was typed. */
  @FunctionalInterface
  interface Redisplay {
    void show(Context ctx, Draft draft);
  }

  /** What was typed and is not saved: to be looked at first, or refused. */
  record Draft(
      Optional<Form> settings, Optional<Tunings.Preview> preview, Optional<Form> extensions) {
    static final Draft NONE = new Draft(Optional.empty(), Optional.empty(), Optional.empty());
  }

  void onShow(Redisplay again) {
    redisplay = again;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.post(DATABASE + "/settings", this::change);
    routes.post(DATABASE + "/extensions", this::changeExtension);
  }

  private DatabaseRef ref(Context ctx) {
    return new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
  }

  /** Those that people look for first. */
  private static Set<String> common(Engine engine) {
    return switch (engine) {
      case Postgres _ ->
          Set.of("work_mem", "max_connections", "statement_timeout", "log_min_duration_statement");
      case MySql _ -> Set.of("sql_mode", "max_connections", "max_allowed_packet", "slow_query_log");
      case Redis _ -> Set.of("maxmemory-policy", "notify-keyspace-events", "timeout");
    };
  }

  TuningView view(Context ctx, Database database, Draft draft) {
    var ref = database.ref();
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var settings = use.tunings().settings(ref);
    var common = new ArrayList<TuningView.Field>();
    var groups = new LinkedHashMap<String, List<TuningView.Field>>();
    for (var it : settings) {
      if (it.chosen().isPresent() || common(ref.engine()).contains(it.setting().name())) {
        common.add(field(it));
      } else {
        groups.computeIfAbsent(it.setting().group(), _ -> new ArrayList<>()).add(field(it));
      }
    }
    boolean creates = use.tunings().get(ref).createsDatabases();
    var extensions =
        ref.engine() instanceof Postgres && !database.isReplica()
            ? Optional.of(use.tunings().extensions(ref))
            : Optional.<List<ExtensionNow>>empty();
    return new TuningView(
        Targets.database(ref),
        pages.allows(actor, Action.CHANGE),
        pages.allows(actor, Action.ADMINISTER),
        common,
        groups.entrySet().stream()
            .map(it -> new TuningView.Group(it.getKey(), it.getValue()))
            .toList(),
        ref.engine() instanceof Redis || database.isReplica()
            ? Optional.empty()
            : Optional.of(creates),
        draft.settings().orElseGet(() -> Form.of(values(settings, creates))),
        draft.preview(),
        extensions.map(all -> all.stream().filter(TuningPages::isShown).toList()),
        extensions.stream()
            .flatMap(List::stream)
            .filter(it -> it.isTrusted() && it.installed().isEmpty())
            .map(ExtensionNow::name)
            .toList(),
        draft.extensions().orElseGet(() -> Form.of(Map.of())));
  }

  private static boolean isShown(ExtensionNow it) {
    return it.installed().isPresent()
        || (!it.isTrusted() && (it.mayAdd() || it.version().isEmpty()));
  }

  private static TuningView.Field field(Tunings.SettingNow it) {
    return new TuningView.Field(
        it.setting().name(),
        it.setting().meaning(),
        it.rule(),
        it.inForce().orElse(""),
        it.chosen().orElse(""),
        it.setting().restarts(),
        switch (it.setting().kind()) {
          case Setting.Kind.Flag() -> List.of("on", "off");
          case Setting.Kind.Choice(var values) -> values;
          case Setting.Kind.Several _,
              Setting.Kind.Whole _,
              Setting.Kind.Decimal _,
              Setting.Kind.Size _,
              Setting.Kind.Time _,
              Setting.Kind.Text _ ->
              List.of();
        });
  }

  private static Map<String, String> values(List<Tunings.SettingNow> settings, boolean creates) {
    var values = new HashMap<String, String>();
    settings.forEach(it -> values.put(FIELD + it.setting().name(), it.chosen().orElse("")));
    values.put(CREATES, creates ? "yes" : "no");
    return values;
  }

  private void change(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var now = use.tunings().settings(ref);
    var names = new ArrayList<>(now.stream().map(it -> FIELD + it.setting().name()).toList());
    names.add(CREATES);
    var typed = Pages.typed(ctx, names.toArray(String[]::new));
    try {
      var spec = spec(ref, now, typed);
      if ("save".equals(ctx.formParam("do"))) {
        begin(ctx, actor, ref, spec);
        return;
      }
      var preview = use.tunings().preview(ref, spec);
      redisplay.show(
          ctx, new Draft(Optional.of(Form.of(typed)), Optional.of(preview), Optional.empty()));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      redisplay.show(
          ctx,
          new Draft(
              Optional.of(Form.refused(typed, refused.problem())),
              Optional.empty(),
              Optional.empty()));
    }
  }

  /** Only what differs: a page that was open for long takes nothing of others back. */
  private TuningSpec spec(
      DatabaseRef ref, List<Tunings.SettingNow> now, Map<String, String> typed) {
    var changed = new HashMap<String, String>();
    for (var it : now) {
      var value = typed.getOrDefault(FIELD + it.setting().name(), "");
      if (!value.equals(it.chosen().orElse(""))) {
        changed.put(it.setting().name(), value);
      }
    }
    boolean creates = use.tunings().get(ref).createsDatabases();
    return TuningSpec.ofSettings(
        changed,
        Pages.given(typed, CREATES).map("yes"::equals).filter(wanted -> wanted != creates));
  }

  private void changeExtension(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.ADMINISTER, ref.toString());
    var typed = Pages.typed(ctx, "add", "remove");
    try {
      begin(
          ctx,
          actor,
          ref,
          new TuningSpec(
              Map.of(),
              Pages.given(typed, "add").stream().toList(),
              Pages.given(typed, "remove").stream().toList(),
              Optional.empty()));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      redisplay.show(
          ctx,
          new Draft(
              Optional.empty(),
              Optional.empty(),
              Optional.of(Form.refused(typed, refused.problem()))));
    }
  }

  private void begin(Context ctx, Actor actor, DatabaseRef ref, TuningSpec spec) {
    var operation = use.tunings().change(actor, ref, spec, Pages.once(ctx));
    Pages.goTo(ctx, "/operations/" + operation.id());
  }
}
