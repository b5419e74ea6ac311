package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.metrics.Minute;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How a database was in the last hours: the part of its page with charts and their table. */
final class ChartPages {
  private static final String DATABASE = "/stacks/{stack}/stages/{stage}/databases/{engine}";

  private final UseCases use;
  private final Pages pages;

  ChartPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(DATABASE + "/charts", ctx -> showPart(ctx, "charts"));
    routes.get(DATABASE + "/charts/rows", ctx -> showPart(ctx, "chartrows"));
  }

  private void showPart(Context ctx, String template) {
    var ref = new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
    pages.require(ctx, Action.READ, ref.toString());
    view(ctx, use.databases().get(ref)).ifPresent(it -> pages.showPart(ctx, template, it));
  }

  /** Empty for a database that Cairn does not look into. */
  Optional<ChartsView> view(Context ctx, Database database) {
    if (database.origin() == Database.Origin.ATTACHED) {
      return Optional.empty();
    }
    var range = ChartRange.of(ctx, ChartRange.HOUR);
    var minutes = use.metrics().history(database, pages.now().minus(range.reach()));
    var href = Targets.database(database.ref());
    return Optional.of(
        new ChartsView(
            href,
            "/api/v1" + href + "/metrics",
            range.id(),
            range.reach().toSeconds(),
            range.choices(),
            minutes.stream().anyMatch(it -> it.memory().isPresent()),
            database.isReplica(),
            charts(database, minutes),
            rows(minutes, range)));
  }

  private static List<ChartsView.Chart> charts(Database database, List<Minute> minutes) {
    var queriesAre = database.ref().engine().queriesAre();
    var all =
        new ArrayList<>(
            List.of(
                chart("connections", "Connections", minutes, ChartPages::connections),
                chart(
                    "queries",
                    sentence(queriesAre) + " a second",
                    minutes,
                    it -> perSecond(List.of(it))),
                chart("cache", "Cache hit ratio", minutes, it -> cacheHits(List.of(it))),
                chart("storage", "Storage", minutes, it -> it.used() + " of " + it.storage())));
    if (database.isReplica()) {
      all.add(chart("lag", "Behind its primary", minutes, it -> lag(List.of(it))));
    }
    return List.copyOf(all);
  }

  private static String sentence(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static ChartsView.Chart chart(
      String id, String title, List<Minute> minutes, Function<Minute, String> last) {
    return new ChartsView.Chart(id, title, minutes.isEmpty() ? "" : last.apply(minutes.getLast()));
  }

  private static String connections(Minute minute) {
    return minute.connections() + " of " + minute.maxConnections();
  }

  private List<ChartsView.Row> rows(List<Minute> minutes, ChartRange range) {
    return range.rows(minutes, Minute::at, pages.now(), ChartPages::row);
  }

  private static ChartsView.Row row(String time, List<Minute> within) {
    if (within.isEmpty()) {
      return new ChartsView.Row(time, "", "", "", "", "", "");
    }
    var last = within.getLast();
    int most = within.stream().mapToInt(Minute::connections).max().orElse(0);
    return new ChartsView.Row(
        time,
        Integer.toString(most),
        perSecond(within),
        cacheHits(within),
        last.used().toString(),
        last.memory().map(Bytes::toString).orElse(""),
        lag(within));
  }

  private static String perSecond(List<Minute> within) {
    var known = within.stream().flatMapToDouble(it -> it.queriesPerSecond().stream()).average();
    return known.isPresent() ? number(known.getAsDouble()) : "";
  }

  private static String cacheHits(List<Minute> within) {
    var known = within.stream().flatMapToDouble(it -> it.cacheHitRatio().stream()).average();
    return known.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", known.getAsDouble() * 100)
        : "";
  }

  private static String lag(List<Minute> within) {
    var most = within.stream().flatMapToDouble(it -> it.lagSeconds().stream()).max();
    return most.isPresent() ? number(most.getAsDouble()) + " s" : "";
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
