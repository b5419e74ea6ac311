package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.access.Authorizer;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.web.Caller;
import dev.cairn.web.Callers;
import dev.cairn.web.Repeats;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What all pages share: who asks, where, and how the answer is rendered. */
final class Pages {
  private final Templates templates = new Templates();
  private final Callers callers;
  private final Authorizer authorizer;
  private final Clock clock;

  Pages(Callers callers, Authorizer authorizer, Clock clock) {
    this.callers = callers;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  When when(Instant moment) {
    return When.of(moment, now());
  }

  /** Who came with a session: pages are for browsers, and tokens for the API. */
  Caller caller(Context ctx) {
    var caller = callers.of(ctx);
    return caller.session().isPresent() ? caller : Caller.STRANGER;
  }

  /** Who asks, if they may; else a problem. */
  Actor require(Context ctx, Action action, String target) {
    var actor = caller(ctx).required();
    authorizer.require(actor, action, target);
    return actor;
  }

  /** Whether who asked may still: of a page that goes on without being asked for again. */
  boolean stillMay(Context ctx, Action action) {
    return callers.now(ctx).actor().filter(now -> authorizer.allows(now, action)).isPresent();
  }

  boolean allows(Actor actor, Action action) {
    return authorizer.allows(actor, action);
  }

  Shell shell(Context ctx, String title, Shell.Section section, Link... crumbs) {
    return shell(caller(ctx), title, section, List.of(crumbs))
        .withNotice(Optional.ofNullable(ctx.queryParam("notice")).flatMap(Notice::find));
  }

  static Shell shell(Caller caller, String title, Shell.Section section, List<Link> crumbs) {
    return new Shell(
        title,
        section,
        caller.actor().map(actor -> new Viewer(actor.name(), actor.role())),
        caller.csrf(),
        UUID.randomUUID().toString(),
        crumbs,
        Optional.empty(),
        0);
  }

  /** After a change: the browser asks for the next page with GET. */
  static void goTo(Context ctx, String href) {
    ctx.redirect(href, HttpStatus.SEE_OTHER);
  }

  void show(Context ctx, String template, Shell shell, Object view) {
    ctx.html(templates.render(template, Map.of("shell", shell, "view", view)));
  }

  /** A part of a page that looks again while something goes on. */
  void showPart(Context ctx, String template, Object view) {
    ctx.html(templates.render(template, Map.of("view", view)));
  }

  /** A part of a stage's page; the stage's state beside the title is brought up to date with it. */
  void showStagePart(Context ctx, String template, Object view, StageHead head) {
    ctx.html(
        templates.render(template, Map.of("view", view))
            + templates.render("stagestate", Map.of("head", head, "apart", true)));
  }

  String render(String template, Map<String, Object> parameters) {
    return templates.render(template, parameters);
  }

  Name stack(Context ctx) {
    return new Name(ctx.pathParam("stack"));
  }

  StageRef stage(Context ctx) {
    return new StageRef(stack(ctx), new Name(ctx.pathParam("stage")));
  }

  /** What was typed into these fields; what was left out is empty. */
  static Map<String, String> typed(Context ctx, String... fields) {
    var values = new TreeMap<String, String>();
    for (var field : fields) {
      values.put(field, Objects.requireNonNullElse(ctx.formParam(field), "").strip());
    }
    return values;
  }

  /** The text, unless it is empty. */
  static Optional<String> given(Map<String, String> typed, String field) {
    return Optional.of(typed.getOrDefault(field, "")).filter(text -> !text.isEmpty());
  }

  /** Makes a form that is sent twice do its work once; one that says something else is refused. */
  static Optional<String> once(Context ctx) {
    return Repeats.take(
        ctx, Optional.ofNullable(ctx.formParam("once")).filter(key -> !key.isBlank()));
  }
}
