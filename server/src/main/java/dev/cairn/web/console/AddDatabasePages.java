package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.Backup;
import dev.cairn.provider.VersionOffer;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Add a database. */
final class AddDatabasePages {
  static final int DEFAULT_GIB = 20;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;

  AddDatabasePages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/stacks/{stack}/stages/{stage}/databases/new", ctx -> show(ctx, defaults(ctx)));
    routes.post("/stacks/{stack}/stages/{stage}/databases", this::add);
  }

  private static Form defaults(Context ctx) {
    var engine = Engine.all().getFirst();
    var backup = ctx.queryParam("from");
    return Form.of(
        Map.of(
            "engine", engine.id(),
            "version", engine.versions().getFirst().name(),
            "type", engine.types().getFirst().name(),
            "storage", Integer.toString(DEFAULT_GIB),
            "fromBackup", backup == null ? "" : backup));
  }

  private void show(Context ctx, Form form) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    var taken = use.databases().list(ref).stream().map(found -> found.ref().engine()).toList();
    var free = Engine.all().stream().filter(engine -> !taken.contains(engine)).toList();
    var engine = free.isEmpty() ? Engine.all().getFirst() : free.getFirst();
    pages.show(
        ctx,
        "adddatabase",
        StagePages.shell(pages, ctx, "Add a database to " + ref, ref),
        new AddDatabaseView(
            cards.head(ref, StageHead.Tab.DATABASES, true),
            (free.isEmpty() ? Engine.all() : free).stream().map(AddDatabasePages::choice).toList(),
            use.provider().versions(engine).stream().map(this::choice).toList(),
            types(engine),
            use.databases().listBackups().stream()
                .filter(backup -> backup.engine().equals(engine.id()))
                .map(this::choice)
                .toList(),
            GeneratedVariables.names(engine),
            use.services().find(ref).isPresent(),
            form));
  }

  static List<AddDatabaseView.TypeChoice> types(Engine engine) {
    return engine.types().stream()
        .map(
            type ->
                new AddDatabaseView.TypeChoice(
                    type.name(), type.memory().toString(), Integer.toString(type.vcpus())))
        .toList();
  }

  private static AddDatabaseView.EngineChoice choice(Engine engine) {
    return new AddDatabaseView.EngineChoice(
        engine.id(),
        engine.displayName(),
        switch (engine) {
          case Postgres _ -> "Relational, with JSON and full text";
          case MySql _ -> "Relational, known to most frameworks";
          case Redis _ -> "Keys and values in memory: cache, counters, queues";
        });
  }

  private AddDatabaseView.VersionChoice choice(VersionOffer offer) {
    var until = offer.version().maintainedUntil();
    var today = LocalDate.ofInstant(pages.now(), ZoneId.systemDefault());
    boolean ended = until.filter(day -> day.isBefore(today)).isPresent();
    return new AddDatabaseView.VersionChoice(
        offer.version().name(),
        offer.source(),
        until
            .map(
                day ->
                    (ended ? "No longer maintained since " : "Maintained until ") + DAY.format(day))
            .orElse("Maintained, with no end announced"),
        ended);
  }

  private AddDatabaseView.BackupChoice choice(Backup backup) {
    return new AddDatabaseView.BackupChoice(
        backup.name(),
        "%s, version %s, %s, %s"
            .formatted(
                backup.origin(),
                backup.version(),
                backup.size(),
                pages.when(backup.createdAt()).text()));
  }

  private void add(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "engine", "version", "type", "storage", "cacheOnly", "fromBackup");
    try {
      var spec =
          new DatabaseSpec(
              new DatabaseRef(ref, Engine.of(typed.getOrDefault("engine", ""))),
              Pages.given(typed, "version"),
              Pages.given(typed, "type"),
              Pages.given(typed, "storage").map(AddDatabasePages::gib),
              Pages.given(typed, "cacheOnly").isPresent(),
              Pages.given(typed, "fromBackup"));
      var operation = use.databases().add(actor, spec, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(typed, refused.problem()));
    }
  }

  static Bytes gib(String text) {
    var gib = Optional.of(text).filter(found -> found.matches("[0-9]{1,5}")).map(Integer::parseInt);
    return Bytes.ofGib(
        gib.orElseThrow(
            () ->
                Problem.invalid(
                        "invalid-storage",
                        "\"" + text + "\" is no size.",
                        "Write a whole number of GiB.")
                    .withViolations(List.of(new Violation("storage", "a whole number of GiB")))
                    .toException()));
  }
}
