package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.operation.Operation;
import dev.cairn.replication.plan.UnplannedPromotion;
import dev.cairn.web.ClientStream;
import dev.cairn.web.OperationStream;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Operations: the list, and one with its steps as they happen. */
final class OperationPages {
  private static final int SHOWN = 100;
  private static final int RELOAD_SECONDS = 2;

  private final UseCases use;
  private final Pages pages;

  OperationPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/operations", ctx -> showList(ctx, ""));
    routes.get("/operations/rows", this::showRows);
    routes.get(
        "/stacks/{stack}/operations",
        ctx -> showList(ctx, use.stacks().get(pages.stack(ctx)).name().value()));
    routes.get("/operations/{id}", this::show);
    routes.get("/operations/{id}/live", this::follow);
    routes.post("/operations/{id}/cancel", this::cancel);
    routes.post("/operations/{id}/give-up", this::giveUp);
    routes.post("/operations/{id}/retry", this::retry);
  }

  private void showList(Context ctx, String scope) {
    pages.require(ctx, Action.READ, "operations");
    var shell =
        scope.isEmpty()
            ? pages.shell(ctx, "Operations", Shell.Section.OPERATIONS)
            : pages.shell(
                ctx,
                "Operations of " + scope,
                Shell.Section.STACKS,
                new Link("Stacks", "/"),
                new Link(scope, Targets.stack(scope)));
    pages.show(ctx, "operations", shell, list(scope));
  }

  private void showRows(Context ctx) {
    pages.require(ctx, Action.READ, "operations");
    var scope = ctx.queryParam("scope");
    pages.showPart(ctx, "operationrows", list(scope == null ? "" : scope));
  }

  private OperationsView list(String scope) {
    var target = Optional.of(scope).filter(text -> !text.isEmpty());
    return new OperationsView(
        use.operations().list(target, SHOWN).stream().map(this::row).toList(), scope);
  }

  private OperationsView.Row row(Operation operation) {
    return new OperationsView.Row(
        operation.title(),
        href(operation),
        new Link(operation.target(), Targets.of(operation.target())),
        Badges.of(operation),
        operation.actor(),
        pages.when(operation.createdAt()),
        lasted(operation.createdAt(), operation.finishedAt()));
  }

  private static String href(Operation operation) {
    return "/operations/" + operation.id();
  }

  private String lasted(Instant from, Optional<Instant> until) {
    var end = until.orElse(pages.now());
    return When.lasted(end.isBefore(from) ? Duration.ZERO : Duration.between(from, end));
  }

  private static UUID id(Context ctx) {
    try {
      return UUID.fromString(ctx.pathParam("id"));
    } catch (IllegalArgumentException e) {
      throw Problem.notFound(
              "unknown-operation",
              "There is no operation \"" + ctx.pathParam("id") + "\".",
              "See the list of operations.")
          .toException(e);
    }
  }

  private void show(Context ctx) {
    var actor = pages.require(ctx, Action.READ, "operations");
    var operation = use.operations().get(id(ctx));
    var shell =
        pages.shell(
            ctx,
            operation.title(),
            Shell.Section.OPERATIONS,
            new Link("Operations", "/operations"));
    pages.show(
        ctx,
        "operation",
        operation.status().isFinished() ? shell : shell.reloading(RELOAD_SECONDS),
        view(operation, actor));
  }

  /** Sends the steps whenever they change, until the operation settles or the browser leaves. */
  private void follow(Context ctx) throws IOException {
    var actor = pages.require(ctx, Action.READ, "operations");
    var id = use.operations().get(id(ctx)).id();
    var shell = pages.shell(ctx, "", Shell.Section.OPERATIONS);
    ClientStream.answer(
        ctx,
        "text/event-stream",
        () -> pages.stillMay(ctx, Action.READ),
        client ->
            new OperationStream(use.operations())
                .follow(id, client, operation -> send(client, operation, shell, actor)));
  }

  private void send(ClientStream client, Operation operation, Shell shell, Actor actor)
      throws IOException {
    client.event(
        "steps", pages.render("steps", Map.of("shell", shell, "view", view(operation, actor))));
    if (OperationStream.isSettled(operation)) {
      client.event("end", "");
    }
  }

  private void cancel(Context ctx) {
    var actor = pages.require(ctx, Action.CHANGE, "operations");
    Pages.goTo(ctx, href(use.operations().cancel(actor, id(ctx))));
  }

  private void giveUp(Context ctx) {
    var actor = pages.require(ctx, Action.CHANGE, "operations");
    Pages.goTo(ctx, href(use.operations().giveUp(actor, id(ctx))));
  }

  private void retry(Context ctx) {
    var actor = pages.require(ctx, Action.CHANGE, "operations");
    Pages.goTo(ctx, href(use.operations().retry(actor, id(ctx))));
  }

  private OperationView view(Operation operation, Actor actor) {
    var status = operation.status();
    boolean mayChange = pages.allows(actor, Action.CHANGE);
    boolean stuck = status == Operation.Status.NEEDS_ATTENTION;
    boolean stuckUndoing = stuck && operation.undoing();
    boolean mayTurn = mayChange && !operation.isPastReturn();
    boolean moving = status == Operation.Status.OPEN || status == Operation.Status.UNDOING;
    return new OperationView(
        operation.id().toString(),
        href(operation),
        operation.title(),
        new Link(operation.target(), Targets.of(operation.target())),
        operation.actor(),
        Badges.of(operation),
        pages.when(operation.createdAt()),
        lasted(operation.createdAt(), operation.finishedAt()),
        moving ? operation.createdAt().toString() : "",
        operation.steps().stream().map(this::step).toList(),
        operation.problem().map(ProblemView::of),
        mayTurn && stuck && !stuckUndoing ? word(operation) : next(operation),
        status.isFinished(),
        mayTurn && (stuck || (status == Operation.Status.OPEN && !operation.cancelRequested())),
        mayChange && (status == Operation.Status.FAILED || stuck),
        operation.isCancelling() && !stuck,
        stuckUndoing,
        mayChange && status == Operation.Status.UNDOING,
        operation.isPastReturn(),
        operation.isCancelledTooLate());
  }

  /** To where a person may say what it cannot prove, and waits for. */
  private static Optional<Link> word(Operation operation) {
    return Optional.of(operation)
        .filter(it -> it.kind().equals(UnplannedPromotion.KIND))
        .map(it -> new Link("Promote all the same", Targets.of(it.target()) + "/promotion"));
  }

  /** To what it was about; to the list of databases where that is not there. */
  private static Optional<Link> next(Operation operation) {
    if (!operation.status().isFinished()) {
      return Optional.empty();
    }
    var parts = operation.target().split("/", -1);
    boolean done = operation.status() == Operation.Status.SUCCEEDED;
    boolean gone = operation.kind().startsWith(done ? "remove" : "add");
    if (parts.length == 3 && gone) {
      var stage = StageRef.parse(parts[0] + "/" + parts[1]);
      return Optional.of(new Link("Databases of " + stage, Targets.stage(stage) + "/databases"));
    }
    return Optional.of(new Link("Open " + operation.target(), Targets.of(operation.target())));
  }

  private OperationView.Step step(Operation.Step step) {
    var state =
        switch (step.status()) {
          case PENDING -> OperationView.State.PENDING;
          case RUNNING -> OperationView.State.RUNNING;
          case WAITING -> OperationView.State.WAITING;
          case RETRYING -> OperationView.State.RETRYING;
          case DONE -> OperationView.State.DONE;
          case FAILED -> OperationView.State.FAILED;
          case UNDONE -> OperationView.State.UNDONE;
        };
    boolean moving = state.isSpinning() || state == OperationView.State.WAITING;
    return new OperationView.Step(
        step.title(),
        state,
        say(step, state),
        step.startedAt().map(from -> lasted(from, step.finishedAt())).orElse(""),
        moving ? step.startedAt().map(Instant::toString).orElse("") : "",
        step.noReturn() && step.status() != Operation.StepStatus.DONE);
  }

  private static String say(Operation.Step step, OperationView.State state) {
    var progress = step.progress();
    return switch (state) {
      case WAITING -> progress.isEmpty() ? "Waiting" : "Waiting: " + progress;
      case RETRYING ->
          "Trying again, "
              + step.attempts()
              + " so far"
              + (progress.isEmpty() ? "" : ": " + progress);
      case PENDING, RUNNING, DONE, FAILED, UNDONE -> progress;
    };
  }
}
