package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.LogSource;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.ResizeSpec;
import dev.cairn.engine.Engine;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.service.Variable;
import dev.cairn.web.LogPosition;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stage settings, database: the list, and one of them to be managed. */
final class DatabasePages {
  private static final String DATABASES = "/stacks/{stack}/stages/{stage}/databases";
  private static final String DATABASE = DATABASES + "/{engine}";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final ChartPages charts;
  private final AttachPages attach;
  private final ReplicaPages replicas;
  private final ReaderPages readers;
  private final DrillPages drills;
  private final TuningPages tuning;
  private final Topologies topologies;

  DatabasePages(
      UseCases use,
      Pages pages,
      StageCards cards,
      ChartPages charts,
      AttachPages attach,
      ReplicaPages replicas,
      ReaderPages readers,
      DrillPages drills) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.charts = charts;
    this.attach = attach;
    this.replicas = replicas;
    this.readers = readers;
    this.drills = drills;
    this.tuning = new TuningPages(use, pages);
    this.topologies = new Topologies(use);
    tuning.onShow((ctx, draft) -> show(ctx, new Forms(Map.of(), draft), Optional.empty()));
    replicas.onRefusal(
        (ctx, rebuild) -> show(ctx, Forms.of(Part.REBUILD, rebuild), Optional.empty()));
    readers.onRefusal((ctx, form) -> show(ctx, Forms.of(Part.READER, form), Optional.empty()));
    drills.onRefusal((ctx, form) -> show(ctx, Forms.of(Part.DRILL, form), Optional.empty()));
    attach.onRefusal(
        (ctx, replace, detach) -> showAttached(ctx, replace, detach, Optional.empty()));
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(DATABASES, this::showList);
    routes.get(DATABASES + "/list", this::showRows);
    routes.get(DATABASE, ctx -> show(ctx, Forms.NONE, Optional.empty()));
    routes.get(DATABASE + "/status", this::showStatus);
    routes.get(DATABASE + "/logs/tail", this::tailLog);
    routes.get(DATABASE + "/reveal", ctx -> Pages.goTo(ctx, Targets.database(ref(ctx))));
    routes.post(DATABASE + "/reveal", this::reveal);
    routes.post(DATABASE + "/resize", this::resize);
    routes.post(DATABASE + "/rotation", this::rotate);
    routes.post(DATABASE + "/remove", this::remove);
    tuning.register(routes);
  }

  /** Forms of the page. */
  private enum Part {
    RESIZE,
    ROTATE,
    REMOVE,
    REBUILD,
    READER,
    DRILL
  }

  /** Those that were refused. */
  private record Forms(Map<Part, Form> refused, TuningPages.Draft tuning) {
    static final Forms NONE = new Forms(Map.of(), TuningPages.Draft.NONE);

    static Forms of(Part part, Form form) {
      return new Forms(Map.of(part, form), TuningPages.Draft.NONE);
    }

    Form or(Part part, Map<String, String> values) {
      return refused.getOrDefault(part, Form.of(values));
    }
  }

  private void showList(Context ctx) {
    var ref = pages.stage(ctx);
    pages.show(
        ctx, "databases", StagePages.shell(pages, ctx, "Databases of " + ref, ref), list(ctx));
  }

  private void showRows(Context ctx) {
    var view = list(ctx);
    pages.showStagePart(ctx, "databaselist", view, view.head());
  }

  private DatabasesView list(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var mayChange = pages.allows(actor, Action.CHANGE);
    var rows = cards.databases(ref);
    return new DatabasesView(
        cards.head(ref, StageHead.Tab.DATABASES, mayChange),
        rows,
        topologies.of(ref.stack(), ref.stage().value()),
        mayChange && rows.size() < Engine.all().size());
  }

  private DatabaseRef ref(Context ctx) {
    return new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
  }

  private void showAttached(
      Context ctx, Optional<Form> replace, Form detach, Optional<Sensitive<String>> revealed) {
    var ref = ref(ctx);
    pages.show(
        ctx,
        "attacheddatabase",
        shell(ctx, ref),
        attach.view(view(ctx, Forms.NONE, revealed), ref, replace, detach));
  }

  private Shell shell(Context ctx, DatabaseRef ref) {
    return StagePages.shell(
        pages, ctx, ref.engine().displayName() + " of " + ref.stage(), ref.stage());
  }

  private void show(Context ctx, Forms forms, Optional<Sensitive<String>> revealed) {
    var ref = ref(ctx);
    if (use.databases().find(ref).filter(DatabasePages::isAttached).isPresent()) {
      showAttached(ctx, Optional.empty(), Form.of(Map.of()), revealed);
      return;
    }
    var view = view(ctx, forms, revealed);
    var beyond = tuning.view(ctx, use.databases().get(ref), forms.tuning());
    pages.show(ctx, "database", shell(ctx, ref), view.with(beyond));
  }

  private void showStatus(Context ctx) {
    var view = view(ctx, Forms.NONE, Optional.empty());
    pages.showStagePart(ctx, "databasestatus", view, view.head());
  }

  private DatabaseView view(Context ctx, Forms forms, Optional<Sensitive<String>> revealed) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var database = use.databases().get(ref);
    var href = Targets.database(ref);
    return new DatabaseView(
        cards.head(ref.stage(), StageHead.Tab.DATABASES, pages.allows(actor, Action.CHANGE)),
        href,
        cards.row(database),
        database.status() == Database.Status.READ_ONLY,
        facts(database),
        new DatabaseView.Storage(
            database.used().toMib(),
            database.storage().toMib(),
            database.storage().toGib(),
            database.used().toString(),
            database.storage().toString(),
            forecast(database)),
        charts.view(ctx, database),
        EngineChoices.types(ref.engine()),
        forms.or(
            Part.RESIZE,
            Map.of(
                "type", database.type().name(),
                "storage", Long.toString(database.storage().toGib()))),
        variables(ref),
        database.secretName(),
        revealed.map(Sensitive::reveal),
        Snippets.of(database, revealed),
        database.origin() == Database.Origin.CREATED
            ? Optional.of(rotation(ref, forms.or(Part.ROTATE, Map.of())))
            : Optional.empty(),
        isAttached(database)
            ? new LogView("", "", LogPosition.START.toString(), "")
            : log(ref, href),
        use.databases().proposeBackupName(ref),
        forms.or(Part.REMOVE, Map.of("finalBackup", "keep")),
        use.services().find(ref.stage()).isPresent(),
        RunningOperation.of(use.operations().listOpenBelow(ref.toString()), ref.toString()),
        Optional.empty(),
        use.databases().clientAdvice(database),
        replicas.view(ctx, database),
        forms.or(Part.REBUILD, Map.of()),
        readers.view(ctx, database, Optional.ofNullable(forms.refused().get(Part.READER))),
        drills.view(ctx, database, forms.or(Part.DRILL, Map.of())));
  }

  private DatabaseView.StorageForecast forecast(Database database) {
    if (database.origin() == Database.Origin.ATTACHED) {
      return new DatabaseView.StorageForecast("", false);
    }
    var forecast = use.metrics().forecast(database);
    return new DatabaseView.StorageForecast(forecast.text(), forecast.isUrgent());
  }

  private LogView log(DatabaseRef ref, String href) {
    return LogTail.view(
        ref.engine().displayName() + " log",
        Optional.of(LogSource.of(use.databases().logFile(ref))),
        href + "/logs/tail");
  }

  private static boolean isAttached(Database database) {
    return database.origin() == Database.Origin.ATTACHED;
  }

  private List<DatabaseView.Fact> factsOfAttached(Database database) {
    var endpoint = database.endpoint();
    return List.of(
        new DatabaseView.Fact("Database", database.database()),
        new DatabaseView.Fact("User", database.username()),
        new DatabaseView.Fact(
            "Address", endpoint.map(it -> it.host() + ":" + it.port()).orElse("not yet")),
        new DatabaseView.Fact(
            "From containers",
            endpoint.map(it -> it.containerHost() + ":" + it.port()).orElse("not yet")),
        new DatabaseView.Fact(
            "TLS",
            endpoint.flatMap(it -> it.certificateAuthority()).isPresent()
                ? "verified"
                : endpoint.stream().anyMatch(it -> it.tlsPort().isPresent())
                    ? "encrypted, not verified"
                    : "off"),
        new DatabaseView.Fact("Run by", "somebody else: attached"),
        new DatabaseView.Fact("Attached", pages.when(database.createdAt()).text()));
  }

  private List<DatabaseView.Fact> facts(Database database) {
    if (isAttached(database)) {
      return factsOfAttached(database);
    }
    return List.of(
        new DatabaseView.Fact("Database", database.database()),
        new DatabaseView.Fact("User", database.username()),
        new DatabaseView.Fact(
            "Address",
            database
                .endpoint()
                .map(endpoint -> endpoint.host() + ":" + endpoint.port())
                .orElse("not yet")),
        new DatabaseView.Fact("Instance type", database.type().name()),
        new DatabaseView.Fact(
            "Kept", database.cacheOnly() ? "in memory alone: a cache" : "on disk"),
        new DatabaseView.Fact("Identifier", database.identifier()),
        new DatabaseView.Fact("Created", pages.when(database.createdAt()).text()));
  }

  private List<String> variables(DatabaseRef ref) {
    var fed =
        use.variables().list(ref.stage()).stream()
            .filter(one -> one.origin().equals(new Variable.Origin.Generated(ref.toString())))
            .map(Variable::name)
            .toList();
    return fed.isEmpty() ? namesOf(ref) : fed;
  }

  private List<String> namesOf(DatabaseRef ref) {
    return use.databases().get(ref).isReplica()
        ? ReplicaChoices.variables(ref.engine())
        : GeneratedVariables.names(ref.engine());
  }

  private void reveal(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.REVEAL, ref.toString());
    var password = use.databases().password(ref);
    use.activity().record(actor, "reveal-secret", ref.toString(), Map.of());
    show(ctx, Forms.NONE, Optional.of(password));
  }

  private void resize(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "type", "storage");
    try {
      var spec =
          new ResizeSpec(
              Pages.given(typed, "type"),
              Pages.given(typed, "storage").map(text -> AddDatabasePages.gib(text, "storage")));
      var operation = use.databases().resize(actor, ref, spec, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(typed, refused.problem());
      show(ctx, Forms.of(Part.RESIZE, form), Optional.empty());
    }
  }

  private void rotate(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    try {
      var operation = use.rotations().rotate(actor, ref, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(Map.of(), refused.problem());
      show(ctx, Forms.of(Part.ROTATE, form), Optional.empty());
    }
  }

  private DatabaseView.Rotation rotation(DatabaseRef ref, Form form) {
    var preview = use.rotations().preview(ref);
    return new DatabaseView.Rotation(
        preview.username(),
        preview.next(),
        preview.applications().stream().map(StageRef::toString).toList(),
        preview.copies().stream().map(CredentialUse.Copy::toString).toList(),
        preview.unfinished().isEmpty(),
        form);
  }

  private void remove(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "confirm", "finalBackup", "backup");
    try {
      Confirmation.require(typed, ref.toString());
      var backup =
          "skip".equals(typed.get("finalBackup"))
              ? Optional.<String>empty()
              : Pages.given(typed, "backup").or(() -> use.databases().findFinalBackup(ref));
      var operation = use.databases().remove(actor, ref, backup, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      var form = Form.refused(typed, refused.problem());
      show(ctx, Forms.of(Part.REMOVE, form), Optional.empty());
    }
  }

  private void tailLog(Context ctx) {
    var ref = ref(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    LogTail.answer(ctx, Optional.of(LogSource.of(use.databases().logFile(ref))));
  }
}
