package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.StageRef;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.metrics.traffic.TrafficMinute;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A stage's requests: the part of its page with figures of now, charts and their table. */
final class TrafficPages {
  private static final String STAGE = "/stacks/{stack}/stages/{stage}";
  private static final int MOST_REASONS = 4;

  private final UseCases use;
  private final Pages pages;

  TrafficPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(STAGE + "/traffic", ctx -> showPart(ctx, "traffic"));
    routes.get(STAGE + "/traffic/now", ctx -> showPart(ctx, "trafficnow"));
    routes.get(STAGE + "/traffic/rows", ctx -> showPart(ctx, "trafficrows"));
  }

  private void showPart(Context ctx, String template) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    view(ctx, use.stacks().getStage(ref).ref()).ifPresent(it -> pages.showPart(ctx, template, it));
  }

  /** Empty for a stage without an application. */
  Optional<StageTrafficView> view(Context ctx, StageRef stage) {
    if (use.services().find(stage).isEmpty()) {
      return Optional.empty();
    }
    var range = ChartRange.of(ctx, ChartRange.DAY);
    var minutes = use.traffic().history(stage, pages.now().minus(range.reach()));
    var href = Targets.stage(stage);
    return Optional.of(
        new StageTrafficView(
            href,
            "/api/v1" + href + "/traffic",
            range.id(),
            range.reach().toSeconds(),
            range.choices(),
            now(stage),
            charts(minutes),
            range.rows(minutes, TrafficMinute::at, pages.now(), TrafficPages::row)));
  }

  private StageTrafficView.Now now(StageRef stage) {
    var minute = use.traffic().current(stage);
    Function<ToDoubleFunction<TrafficMinute>, String> rate =
        of -> minute.map(it -> perSecond(of.applyAsDouble(it))).orElse("");
    return new StageTrafficView.Now(
        rate.apply(TrafficMinute::requestsPerSecond),
        rate.apply(TrafficMinute::errorsPerSecond),
        rate.apply(TrafficMinute::refusedPerSecond),
        minute.map(it -> time(it.p50())).orElse(""),
        minute.map(it -> time(it.p99())).orElse(""),
        notes(use.traffic().lastHour(stage)));
  }

  private static List<String> notes(List<TrafficMinute> hour) {
    var notes = new ArrayList<String>();
    long errors = hour.stream().mapToLong(TrafficMinute::errors).sum();
    if (errors > 0) {
      notes.add(
          "%s in the last hour with an error (a status of 500 or more)."
              .formatted(
                  errors == 1 ? "1 request was answered" : errors + " requests were answered"));
    }
    StageTraffic.refused(hour).stream()
        .limit(MOST_REASONS)
        .map(TrafficPages::note)
        .forEach(notes::add);
    return notes;
  }

  private static String note(StageTraffic.Refused refused) {
    return "%s refused in the last hour: %s."
        .formatted(
            refused.times() == 1 ? "1 request" : refused.times() + " requests",
            refused.reason().words());
  }

  private static List<ChartsView.Chart> charts(List<TrafficMinute> minutes) {
    return List.of(
        chart("requests", "Requests a second", minutes, it -> perSecond(it.requestsPerSecond())),
        chart(
            "failures",
            "Errors and refusals",
            minutes,
            it ->
                perSecond(it.errorsPerSecond())
                    + " errors, "
                    + perSecond(it.refusedPerSecond())
                    + " refused"),
        chart("latency", "Answer time", minutes, TrafficPages::times));
  }

  private static ChartsView.Chart chart(
      String id, String title, List<TrafficMinute> minutes, Function<TrafficMinute, String> last) {
    return new ChartsView.Chart(id, title, minutes.isEmpty() ? "" : last.apply(minutes.getLast()));
  }

  private static String times(TrafficMinute minute) {
    return minute.p50().isPresent()
        ? "p50 " + time(minute.p50()) + ", p99 " + time(minute.p99())
        : "nothing answered";
  }

  private static StageTrafficView.Row row(String time, List<TrafficMinute> within) {
    if (within.isEmpty()) {
      return new StageTrafficView.Row(time, "", "", "", "", "");
    }
    return new StageTrafficView.Row(
        time,
        average(within, TrafficMinute::requests),
        average(within, TrafficMinute::errors),
        average(within, TrafficMinute::refusedInAll),
        time(within.stream().flatMapToDouble(it -> it.p50().stream()).average()),
        time(within.stream().flatMapToDouble(it -> it.p99().stream()).max()));
  }

  private static String average(List<TrafficMinute> within, ToDoubleFunction<TrafficMinute> of) {
    double seconds = within.stream().mapToDouble(TrafficMinute::seconds).sum();
    return perSecond(within.stream().mapToDouble(of).sum() / seconds);
  }

  /** Of what there was something, never nothing. */
  static String perSecond(double value) {
    return value == 0 ? "0" : value < 0.1 ? "<0.1" : ChartPages.number(value);
  }

  private static String time(OptionalDouble millis) {
    if (millis.isEmpty()) {
      return "";
    }
    double value = millis.getAsDouble();
    return value < 1000
        ? Math.max(1, Math.round(value)) + " ms"
        : String.format(Locale.ROOT, "%.1f s", value / 1000);
  }
}
