package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.LogSource;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.service.Release;
import dev.cairn.service.Service;
import dev.cairn.service.ServiceSpec;
import dev.cairn.service.Variable;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A stage: what runs, its releases and its log. */
final class StagePages {
  private static final String STAGE = "/stacks/{stack}/stages/{stage}";
  private static final int SHOWN_RELEASES = 5;

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final ReaderPages readers;
  private final TrafficPages traffic;

  StagePages(
      UseCases use, Pages pages, StageCards cards, ReaderPages readers, TrafficPages traffic) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.readers = readers;
    this.traffic = traffic;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get(STAGE, this::show);
    routes.get(STAGE + "/status", this::showStatus);
    routes.get(
        STAGE + "/settings",
        ctx -> Pages.goTo(ctx, Targets.stage(pages.stage(ctx)) + "/databases"));
    routes.post(STAGE + "/deploy", this::deploy);
    routes.post(STAGE + "/rollback", this::rollback);
    routes.get(STAGE + "/releases", this::showReleases);
    routes.get(STAGE + "/releases/{release}/log", this::showBuildLog);
    routes.get(STAGE + "/releases/{release}/log/tail", this::tailBuildLog);
    routes.get(STAGE + "/logs", this::showLog);
    routes.get(STAGE + "/logs/tail", this::tailLog);
    routes.get(STAGE + "/logs/requests/tail", this::tailRequests);
  }

  static Shell shell(Pages pages, Context ctx, String title, StageRef ref) {
    return pages.shell(
        ctx,
        title,
        Shell.Section.STACKS,
        new Link("Stacks", "/"),
        new Link(ref.stack().value(), Targets.stack(ref.stack().value())),
        new Link(ref.stage().value(), Targets.stage(ref)));
  }

  private void show(Context ctx) {
    showWith(ctx, form(ctx));
  }

  private void showStatus(Context ctx) {
    var view = view(ctx, form(ctx));
    pages.showStagePart(ctx, "stagestatus", view, view.head());
  }

  private void showWith(Context ctx, Form deploy) {
    var ref = pages.stage(ctx);
    pages.show(ctx, "stage", shell(pages, ctx, ref.toString(), ref), view(ctx, deploy));
  }

  private Form form(Context ctx) {
    return Form.of(
        use.services()
            .find(pages.stage(ctx))
            .map(service -> Map.of("source", Sources.text(service.spec().source())))
            .orElse(Map.of()));
  }

  private StageView view(Context ctx, Form deploy) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var service = use.services().find(ref);
    var mayChange = pages.allows(actor, Action.CHANGE);
    var releases = service.isEmpty() ? List.<Release>of() : use.services().listReleases(ref);
    return new StageView(
        cards.head(ref, StageHead.Tab.OVERVIEW, mayChange),
        cards.of(ref),
        service.map(this::facts),
        releases.stream().limit(SHOWN_RELEASES).map(release -> row(release, mayChange)).toList(),
        count(use.variables().list(ref)),
        log(ref),
        deploy,
        service.isPresent() ? use.services().announcements(ref) : List.of(),
        readers.ofStage(ref),
        traffic.view(ctx, ref));
  }

  private StageView.Facts facts(Service service) {
    var spec = service.spec();
    var addresses = use.services().addresses(service);
    return new StageView.Facts(
        Sources.text(spec.source()),
        service
            .live()
            .map(Release::runtime)
            .or(spec::runtime)
            .map(StagePages::word)
            .orElse("decided by the first deploy"),
        Integer.toString(spec.port()),
        spec.health().map(path -> "GET " + path).orElse("an accepted connection"),
        addresses.others(),
        addresses.notes());
  }

  private static String word(ServiceSpec.RuntimeKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static StageView.VariableCount count(List<Variable> variables) {
    int generated =
        (int)
            variables.stream()
                .filter(one -> one.origin() instanceof Variable.Origin.Generated)
                .count();
    int overriding = (int) variables.stream().filter(Variable::overrides).count();
    return new StageView.VariableCount(generated, variables.size() - generated, overriding);
  }

  private ReleaseRow row(Release release, boolean mayChange) {
    return new ReleaseRow(
        release.number(),
        Badges.of(release.status()),
        release.origin(),
        word(release.runtime()),
        release.createdBy(),
        pages.when(release.createdAt()),
        release.reason(),
        mayChange && release.status() == Release.Status.RETIRED);
  }

  private void deploy(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var typed = Pages.typed(ctx, "source");
    try {
      var violations = new ArrayList<Violation>();
      var source = Pages.given(typed, "source").flatMap(text -> Sources.parse(text, violations));
      Sources.refuse(violations);
      var operation = use.services().deploy(actor, ref, source, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showWith(ctx, Form.refused(typed, refused.problem()));
    }
  }

  private void rollback(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    var release = Pages.given(Pages.typed(ctx, "release"), "release").map(StagePages::number);
    var operation = use.services().rollback(actor, ref, release, Pages.once(ctx));
    Pages.goTo(ctx, "/operations/" + operation.id());
  }

  static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Problem.invalid("invalid-number", "\"" + text + "\" is no number.", "Write digits.")
          .withViolations(List.of(new Violation("release", "a number")))
          .toException(e);
    }
  }

  private void showReleases(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var mayChange = pages.allows(actor, Action.CHANGE);
    var rows =
        use.services().find(ref).isEmpty()
            ? List.<ReleaseRow>of()
            : use.services().listReleases(ref).stream()
                .map(release -> row(release, mayChange))
                .toList();
    pages.show(
        ctx,
        "releases",
        shell(pages, ctx, "Releases of " + ref, ref),
        new ReleasesView(cards.head(ref, StageHead.Tab.RELEASES, mayChange), rows));
  }

  private LogView log(StageRef ref) {
    return LogTail.view(
        "Application log",
        use.services().findLogFile(ref).map(LogSource::of),
        Targets.stage(ref) + "/logs/tail");
  }

  private void showLog(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    showLog(ctx, ref, StageHead.Tab.LOGS, log(ref), requests(ref));
  }

  /** Where they are written down. */
  private Optional<LogView> requests(StageRef ref) {
    return use.services()
        .findAccessLog(ref)
        .map(
            log ->
                LogTail.view(
                    "Requests", Optional.of(log), Targets.stage(ref) + "/logs/requests/tail"));
  }

  private void tailRequests(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    LogTail.answer(ctx, use.services().findAccessLog(ref));
  }

  private void tailLog(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    LogTail.answer(ctx, use.services().findLogFile(ref).map(LogSource::of));
  }

  private void showBuildLog(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    int release = number(ctx.pathParam("release"));
    showLog(
        ctx,
        ref,
        StageHead.Tab.RELEASES,
        LogTail.view(
            "Build log of release " + release,
            Optional.of(LogSource.of(use.services().buildLog(ref, release))),
            Targets.stage(ref) + "/releases/" + release + "/log/tail"),
        Optional.empty());
  }

  private void tailBuildLog(Context ctx) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.READ, ref.toString());
    LogTail.answer(
        ctx,
        Optional.of(LogSource.of(use.services().buildLog(ref, number(ctx.pathParam("release"))))));
  }

  private void showLog(
      Context ctx, StageRef ref, StageHead.Tab tab, LogView log, Optional<LogView> requests) {
    pages.show(
        ctx,
        "logs",
        shell(pages, ctx, log.title() + " of " + ref, ref),
        new LogsView(cards.head(ref, tab, false), log, requests));
  }
}
