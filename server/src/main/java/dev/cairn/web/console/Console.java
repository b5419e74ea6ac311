package dev.cairn.web.console;

import dev.cairn.access.Sessions;
import dev.cairn.core.Problem;
import dev.cairn.web.Caller;
import dev.cairn.web.Callers;
import dev.cairn.web.ErrorPage;
import dev.cairn.web.Site;
import dev.cairn.web.UseCases;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** All pages, and the page that shows a problem. */
public final class Console implements Site, ErrorPage {
  /** What the addresses of pages begin with. */
  private static final List<String> PAGES =
      List.of(
          "stacks",
          "new-stack",
          "stack-cards",
          "operations",
          "activity",
          "backups",
          "users",
          "account");

  private final UseCases use;
  private final Sessions sessions;
  private final Pages pages;

  public Console(UseCases use, Callers callers, Sessions sessions, Clock clock) {
    this.use = use;
    this.sessions = sessions;
    this.pages = new Pages(callers, use.authorizer(), clock);
  }

  @Override
  public void register(RoutesConfig routes) {
    var cards = new StageCards(use, pages);
    routes.before(this::sendStrangersToTheDoor);
    new SignInPages(use, sessions, pages).register(routes);
    new StackPages(use, pages, cards).register(routes);
    new NewStagePages(use, pages, cards).register(routes);
    var readers = new ReaderPages(use, pages);
    readers.register(routes);
    var traffic = new TrafficPages(use, pages);
    traffic.register(routes);
    new StagePages(use, pages, cards, readers, traffic).register(routes);
    var replicas = new ReplicaPages(use, pages, cards);
    replicas.register(routes);
    new PromotionPages(use, pages, cards).register(routes);
    var attach = new AttachPages(use, pages, cards, replicas);
    attach.register(routes);
    new AddDatabasePages(use, pages, cards, attach, replicas).register(routes);
    var charts = new ChartPages(use, pages);
    charts.register(routes);
    var drills = new DrillPages(use, pages);
    drills.register(routes);
    new DatabasePages(use, pages, cards, charts, attach, replicas, readers, drills)
        .register(routes);
    new VariablePages(use, pages, cards).register(routes);
    new ApplicationPages(use, pages, cards).register(routes);
    new OperationPages(use, pages).register(routes);
    new ActivityPages(use, pages, cards).register(routes);
    new BackupPages(use, pages).register(routes);
    new UserPages(use, pages).register(routes);
    new AccountPages(use, pages).register(routes);
  }

  /** A page asked for without a user leads to sign-in, and back to it afterwards. */
  private void sendStrangersToTheDoor(Context ctx) {
    var path = ctx.path();
    boolean isPage =
        path.equals("/") || PAGES.stream().anyMatch(root -> Targets.covers("/" + root, path));
    if (!isPage || !ctx.method().name().equals("GET") || pages.caller(ctx).actor().isPresent()) {
      return;
    }
    var door = "/sign-in?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    if ("true".equals(ctx.header("HX-Request"))) {
      ctx.header("HX-Redirect", "/sign-in").status(204);
    } else {
      Pages.goTo(ctx, door);
    }
    ctx.skipRemainingHandlers();
  }

  @Override
  public String render(int status, Problem problem, Caller caller) {
    var back =
        caller.actor().isPresent() || status != 401
            ? new Link("Your stacks", "/")
            : new Link("Sign in", "/sign-in");
    return pages.render(
        "error",
        Map.of(
            "shell",
            Pages.shell(caller, title(problem), Shell.Section.NONE, List.of()),
            "view",
            new ErrorView(status, title(problem), ProblemView.of(problem), back)));
  }

  private static String title(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> "This does not work";
      case UNAUTHENTICATED -> "Sign in first";
      case FORBIDDEN -> "Not allowed";
      case NOT_FOUND -> "Not found";
      case CONFLICT -> "Not now";
      case TOO_MANY -> "Too many tries";
      case FAILED -> "Something failed";
      case UNAVAILABLE -> "Not reachable right now";
    };
  }
}
