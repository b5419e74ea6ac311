package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who changed what from what to what, when: of everything, a stack, a stage. */
final class ActivityPages {
  private static final int SHOWN = 200;
  private static final String BEFORE = ".before";
  private static final String AFTER = ".after";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;

  ActivityPages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/activity", this::showAll);
    routes.get("/stacks/{stack}/activity", this::showStack);
    routes.get("/stacks/{stack}/stages/{stage}/activity", this::showStage);
  }

  private void showAll(Context ctx) {
    pages.require(ctx, Action.READ, "activity");
    pages.show(
        ctx,
        "activity",
        pages.shell(ctx, "Activity", Shell.Section.ACTIVITY),
        list(Optional.empty()));
  }

  private void showStack(Context ctx) {
    var stack = pages.stack(ctx);
    pages.require(ctx, Action.READ, stack.value());
    use.stacks().get(stack);
    pages.show(
        ctx,
        "activity",
        pages.shell(
            ctx,
            "Activity of " + stack,
            Shell.Section.STACKS,
            new Link("Stacks", "/"),
            new Link(stack.value(), Targets.stack(stack.value()))),
        list(Optional.of(stack.value())));
  }

  private void showStage(Context ctx) {
    var ref = pages.stage(ctx);
    var actor = pages.require(ctx, Action.READ, ref.toString());
    var head = cards.head(ref, StageHead.Tab.ACTIVITY, pages.allows(actor, Action.CHANGE));
    ctx.html(
        pages.render(
            "stageactivity",
            Map.of(
                "shell",
                StagePages.shell(pages, ctx, "Activity of " + ref, ref),
                "head",
                head,
                "view",
                list(Optional.of(ref.toString())))));
  }

  private ActivityView list(Optional<String> target) {
    return new ActivityView(use.activity().list(target, SHOWN).stream().map(this::row).toList());
  }

  private ActivityView.Row row(ActivityEntry entry) {
    return new ActivityView.Row(
        pages.when(entry.at()),
        entry.actor(),
        sentence(entry),
        new Link(entry.target(), href(entry)),
        before(entry.details()),
        after(entry.details()));
  }

  /** Users and tokens have a page in common; what else is not in a stack has none. */
  private static String href(ActivityEntry entry) {
    var action = entry.action();
    if (action.matches(".*(user|token|sign-in|password).*")) {
      return "";
    }
    return entry.target().contains("/") || action.endsWith("-stack")
        ? Targets.of(entry.target())
        : "";
  }

  private static String sentence(ActivityEntry entry) {
    var action = entry.action().replace('-', ' ');
    var details = entry.details();
    var title = details.getOrDefault("title", "");
    if (title.toLowerCase(Locale.ROOT).startsWith(action)) {
      return title;
    }
    var more =
        new TreeMap<>(details)
            .entrySet().stream()
                .filter(detail -> !detail.getKey().equals("operation"))
                .filter(detail -> !isSide(details, detail.getKey()))
                .map(ActivityPages::words)
                .collect(Collectors.joining(", "));
    return action.substring(0, 1).toUpperCase(Locale.ROOT)
        + action.substring(1)
        + (more.isEmpty() ? "" : " (" + more + ")");
  }

  /** What is a sentence already needs no name. */
  private static String words(Map.Entry<String, String> detail) {
    return switch (detail.getKey()) {
      case "title", "reason" -> detail.getValue();
      default -> detail.getKey() + " " + detail.getValue();
    };
  }

  /** Whether a detail stands under "from, to"; what it was before makes a plain one a side too. */
  private static boolean isSide(Map<String, String> details, String key) {
    return key.endsWith(BEFORE) || key.endsWith(AFTER) || details.containsKey(key + BEFORE);
  }

  private static String before(Map<String, String> details) {
    return side(details, key -> key.endsWith(BEFORE));
  }

  private static String after(Map<String, String> details) {
    return side(details, key -> !key.endsWith(BEFORE) && isSide(details, key));
  }

  private static String side(Map<String, String> details, Predicate<String> belongs) {
    return new TreeMap<>(details)
        .entrySet().stream()
            .filter(detail -> belongs.test(detail.getKey()))
            .map(detail -> name(detail.getKey()) + " " + detail.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String name(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? key : key.substring(0, dot);
  }
}
