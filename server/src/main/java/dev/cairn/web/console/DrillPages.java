package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.replication.drill.DrillResult;
import dev.cairn.replication.drill.Drills;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The part of a database's page about drills: begin one, see what came of those before. */
final class DrillPages {
  private static final String DRILLS = "/stacks/{stack}/stages/{stage}/databases/{engine}/drills";
  private static final int MOST_ROWS = 10;
  private static final int MOST_BARS = 30;
  private static final int GAP = 4;
  private static final int WIDEST = 40;

  private final UseCases use;
  private final Pages pages;
  private Again again = (ctx, form) -> {};

  DrillPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  /** Where a refused drill is shown: the database's page. */
  @FunctionalInterface
  interface Again {
    void show(Context ctx, Form form);
  }

  void onRefusal(Again page) {
    again = page;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.post(DRILLS, this::begin);
  }

  private void begin(Context ctx) {
    var ref = new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    try {
      var operation = use.drills().promote(actor, ref, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      again.show(ctx, Form.refused(Map.of(), refused.problem()));
    }
  }

  DrillsView view(Context ctx, Database database, Form form) {
    var ref = database.ref();
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var refusal = Drills.refusal(database).map(Problem::message);
    var results = refusal.isPresent() ? List.<DrillResult>of() : use.drills().list(ref);
    return new DrillsView(
        Targets.database(ref),
        database.primary().orElse(ref).toString(),
        use.services().find(ref.stage()).flatMap(it -> it.live()).isPresent(),
        pages.allows(actor, Action.CHANGE),
        refusal,
        results.stream().limit(MOST_ROWS).map(this::row).toList(),
        chart(results),
        form);
  }

  private DrillsView.Row row(DrillResult result) {
    return new DrillsView.Row(
        pages.when(result.startedAt()),
        "/operations/" + result.operation(),
        outcome(result),
        result.promotion().map(DrillPages::seconds).orElse(""),
        result.missing().map(DrillPages::loss).orElse(""),
        result.lag().map(When::lasted).orElse(""),
        result.healthy().map(healthy -> healthy ? "healthy" : "not healthy").orElse(""),
        result.total().map(When::lasted).orElse(""),
        result.reason().lines().findFirst().orElse(""));
  }

  private static Badge outcome(DrillResult result) {
    return !result.isFinished()
        ? Badge.busy("Running")
        : result.hasSucceeded() ? Badge.ok("Well") : Badge.bad("Failed");
  }

  private static String loss(Bytes missing) {
    return missing.value() == 0 ? "nothing" : missing.toString();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  /** Of the newest. */
  static Optional<DrillsView.Chart> chart(List<DrillResult> results) {
    var taken =
        results.stream()
            .filter(it -> it.isFinished() && it.promotion().isPresent())
            .limit(MOST_BARS)
            .toList()
            .reversed();
    if (taken.size() < 2) {
      return Optional.empty();
    }
    long top =
        Math.max(
            1,
            taken.stream()
                .mapToLong(it -> it.promotion().orElseThrow().toMillis())
                .max()
                .getAsLong());
    int step = Math.min(WIDEST, DrillsView.Chart.WIDTH / taken.size());
    var bars = new ArrayList<DrillsView.Chart.Bar>();
    for (var result : taken) {
      long millis = result.promotion().orElseThrow().toMillis();
      int height = (int) Math.max(2, millis * DrillsView.Chart.HEIGHT / top);
      bars.add(
          new DrillsView.Chart.Bar(
              bars.size() * step,
              DrillsView.Chart.HEIGHT - height,
              step - GAP,
              height,
              result.hasSucceeded(),
              seconds(result.promotion().orElseThrow())));
    }
    return Optional.of(
        new DrillsView.Chart(
            List.copyOf(bars), seconds(Duration.ofMillis(top)), bars.getLast().text()));
  }
}
