package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.replication.reader.Readers;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where applications read: chosen on a database's page, told on its stage's. */
final class ReaderPages {
  private static final String STAGE = "/stacks/{stack}/stages/{stage}";
  private static final String DATABASE = STAGE + "/databases/{engine}";
  private static final String FROM = "from";

  private final UseCases use;
  private final Pages pages;
  private final Readers readers;
  private Again again = (ctx, form) -> {};

  ReaderPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
    this.readers = use.readers();
  }

  /** Where a refused choice is shown: the database's page. */
  @FunctionalInterface
  interface Again {
    void show(Context ctx, Form form);
  }

  void onRefusal(Again page) {
    again = page;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(STAGE + "/reading", this::showStage);
    routes.post(DATABASE + "/reader", this::change);
  }

  private void change(Context ctx) {
    var ref = new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, FROM);
    try {
      var from = Pages.given(typed, FROM).map(DatabaseRef::parse);
      var operation = readers.change(actor, ref, from, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      again.show(ctx, Form.refused(typed, refused.problem()));
    }
  }

  /**
   * As the database's page shows it.
   *
   * @param refused what was refused of it just now
   */
  ReadingView view(Context ctx, Database database, Optional<Form> refused) {
    var ref = database.ref();
    var standing = readers.standing(database);
    var choices = readers.choices(database);
    boolean isOffered = choices.size() > 1 || standing.chosen();
    var now = standing.reader().map(it -> it.ref().toString()).orElse("");
    var wanted = Optional.ofNullable(ctx.queryParam(FROM)).orElse(now);
    return new ReadingView(
        Targets.database(ref),
        ref.stage().toString(),
        now.isEmpty() ? "where it writes alone: it has no reader variables" : "from " + now,
        standing.trouble().orElse(""),
        isOffered ? choices(database, choices) : List.of(),
        refused.orElseGet(() -> Form.of(Map.of(FROM, wanted))),
        use.services().find(ref.stage()).isPresent(),
        database.isReplica()
            ? use.databases().listGuests(ref).stream().map(StageRef::toString).toList()
            : List.of());
  }

  private static List<ReadingView.Choice> choices(Database database, List<Database> choices) {
    var all = new ArrayList<ReadingView.Choice>();
    if (!database.isReplica()) {
      all.add(new ReadingView.Choice("", "Only where it writes"));
    }
    for (var each : choices) {
      var what =
          each.isReplica()
              ? each.equals(database) ? "this replica" : "a replica"
              : each.equals(database) ? "this database itself" : "the primary";
      all.add(new ReadingView.Choice(each.ref().toString(), each.ref() + ", " + what));
    }
    return all;
  }

  private void showStage(Context ctx) {
    var stage = pages.stage(ctx);
    pages.require(ctx, Action.READ, stage.toString());
    pages.showPart(ctx, "stagereading", ofStage(stage));
  }

  StageReadingView ofStage(StageRef stage) {
    var read =
        use.databases().list(stage).stream()
            .filter(it -> readers.standing(it).reader().isPresent())
            .toList();
    return read.isEmpty()
        ? StageReadingView.NONE
        : new StageReadingView(
            Targets.stage(stage) + "/reading",
            read.stream().flatMap(it -> note(it).stream()).toList());
  }

  private Optional<StageReadingView.Note> note(Database database) {
    var standing = readers.standing(database);
    var reader = standing.reader().orElseThrow();
    var here = "The application reads from " + reader.ref();
    if (standing.trouble().isPresent()) {
      return Optional.of(
          new StageReadingView.Note(
              here + ". " + standing.trouble().get(),
              true,
              writing(database)
                  .filter(it -> !it.equals(reader) && !isPromoted(reader))
                  .map(it -> offer(database, it))));
    }
    if (!standing.chosen() || reader.isReplica()) {
      return Optional.empty();
    }
    var replicas = readers.choices(database).stream().filter(Database::isReplica).toList();
    var well = replicas.stream().filter(it -> readers.trouble(it).isEmpty()).findFirst();
    return replicas.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StageReadingView.Note(
                here + ", not from a replica" + (well.isEmpty() ? ": none is well." : "."),
                false,
                well.map(it -> offer(database, it))));
  }

  /** Then nobody may choose. */
  private boolean isPromoted(Database reader) {
    return use.replicas().promotion(reader.ref(), Optional.empty()).isPresent();
  }

  private Optional<Database> writing(Database database) {
    return readers.choices(database).stream().filter(it -> !it.isReplica()).findFirst();
  }

  private static Link offer(Database database, Database reader) {
    return new Link(
        "Read from " + reader.ref(),
        Targets.database(database.ref()) + "?" + FROM + "=" + reader.ref() + "#reader");
  }
}
