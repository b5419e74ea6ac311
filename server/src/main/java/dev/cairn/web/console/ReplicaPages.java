package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Read replicas: add one, see how it follows, have it copied anew. */
final class ReplicaPages {
  private static final String DATABASES = "/stacks/{stack}/stages/{stage}/databases";
  private static final String DATABASE = DATABASES + "/{engine}";
  private static final String PRIMARY = "primary";

  private final UseCases use;
  private final Pages pages;
  private final StageCards cards;
  private final ReplicaChoices choices;
  private final Topologies topologies;
  private Again again = (ctx, rebuild) -> {};

  ReplicaPages(UseCases use, Pages pages, StageCards cards) {
    this.use = use;
    this.pages = pages;
    this.cards = cards;
    this.choices = new ReplicaChoices(use);
    this.topologies = new Topologies(use);
  }

  /** Where a refused rebuild is shown: the database's page. */
  @FunctionalInterface
  interface Again {
    void show(Context ctx, Form rebuild);
  }

  void onRefusal(Again page) {
    again = page;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/stacks/{stack}/replication", this::showTopology);
    routes.get(DATABASE + "/replication", this::showReplication);
    routes.post(DATABASES + "/replica", this::add);
    routes.post(DATABASE + "/rebuild", this::rebuild);
  }

  private void showTopology(Context ctx) {
    var stack = pages.stack(ctx);
    pages.require(ctx, Action.READ, stack.value());
    use.stacks().get(stack);
    pages.showPart(
        ctx,
        "topology",
        topologies.of(stack, Optional.ofNullable(ctx.queryParam("stage")).orElse("")));
  }

  private void showReplication(Context ctx) {
    var database = use.databases().get(ref(ctx));
    pages.showPart(ctx, "replication", view(ctx, database));
  }

  private DatabaseRef ref(Context ctx) {
    return new DatabaseRef(pages.stage(ctx), Engine.of(ctx.pathParam("engine")));
  }

  /** What a database has to do with others. */
  ReplicationView view(Context ctx, Database database) {
    var ref = database.ref();
    var actor = pages.require(ctx, Action.READ, ref.toString());
    boolean canHave =
        database.origin() == Database.Origin.CREATED && !(ref.engine() instanceof Redis);
    if (!canHave && !database.isReplica()) {
      return ReplicationView.NONE;
    }
    boolean mayChange = pages.allows(actor, Action.CHANGE);
    boolean mayHave = canHave && mayChange;
    return new ReplicationView(
        Targets.database(ref),
        database
            .primary()
            .map(it -> new ReplicationView.Followed(link(it), following(database), mayChange)),
        canHave
            ? use.replicas().listOf(ref).stream()
                .map(it -> new ReplicationView.Replica(link(it.ref()), following(it)))
                .toList()
            : List.of(),
        mayHave,
        Targets.stack(ref.stage().stack().value()) + "/new-stage?replicaOf=" + ref,
        mayHave ? stagesWithout(ref) : List.of());
  }

  private Following following(Database replica) {
    return Following.of(use.replicas(), replica);
  }

  private static Link link(DatabaseRef ref) {
    return new Link(ref.toString(), Targets.database(ref));
  }

  private List<Link> stagesWithout(DatabaseRef primary) {
    return use.stacks().listStages(primary.stage().stack()).stream()
        .map(it -> it.ref())
        .filter(it -> use.databases().find(new DatabaseRef(it, primary.engine())).isEmpty())
        .map(
            it ->
                new Link(
                    it.stage().value(),
                    Targets.stage(it) + "/databases/new?origin=replica&of=" + primary))
        .toList();
  }

  /** The form, empty. */
  void showNew(Context ctx) {
    var wanted =
        Optional.ofNullable(ctx.queryParam("of"))
            .or(() -> ReplicaChoices.only(choices.of(pages.stage(ctx))));
    show(ctx, Form.of(Map.of(PRIMARY, wanted.orElse(""))));
  }

  private void show(Context ctx, Form form) {
    var ref = pages.stage(ctx);
    pages.require(ctx, Action.CHANGE, ref.toString());
    pages.show(
        ctx,
        "addreplica",
        StagePages.shell(pages, ctx, "Add a database to " + ref, ref),
        new AddReplicaView(
            cards.head(ref, StageHead.Tab.DATABASES, true),
            origins(ref, Origins.From.REPLICA),
            choices.of(ref),
            use.services().find(ref).isPresent(),
            form));
  }

  Origins origins(StageRef ref, Origins.From now) {
    return new Origins(Targets.stage(ref) + "/databases", now, choices.noneOf(ref));
  }

  private void add(Context ctx) {
    var stage = pages.stage(ctx);
    var actor = pages.require(ctx, Action.CHANGE, stage.toString());
    var typed = typed(ctx);
    try {
      var operation = use.replicas().add(actor, spec(stage, typed), Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      show(ctx, Form.refused(typed, ofForm(refused.problem(), typed)));
    }
  }

  /** Everything typed, also for the engine that is not chosen: nothing is to be typed again. */
  private static Map<String, String> typed(Context ctx) {
    var fields =
        Engine.all().stream().flatMap(it -> Stream.of(it.id() + ".type", it.id() + ".storage"));
    return new TreeMap<>(
        Pages.typed(ctx, Stream.concat(Stream.of(PRIMARY), fields).toArray(String[]::new)));
  }

  private static ReplicaSpec spec(StageRef stage, Map<String, String> typed) {
    var primary = DatabaseRef.parse(Pages.given(typed, PRIMARY).orElseThrow(ReplicaPages::nobody));
    var at = primary.engine().id() + ".";
    return new ReplicaSpec(
        new DatabaseRef(stage, primary.engine()),
        primary,
        Pages.given(typed, at + "type"),
        Pages.given(typed, at + "storage").map(text -> AddDatabasePages.gib(text, at + "storage")));
  }

  private static ProblemException nobody() {
    return Problem.invalid("no-primary", "Nothing to follow is chosen.", "Choose a database.")
        .withViolations(List.of(new Violation(PRIMARY, "choose one")))
        .toException();
  }

  /** The form's fields are named after their engine. */
  private static Problem ofForm(Problem problem, Map<String, String> typed) {
    var engine = typed.getOrDefault(PRIMARY, "").replaceFirst("^.*/", "");
    return problem.withViolations(
        problem.violations().stream()
            .map(it -> new Violation(field(engine, it.field()), it.message()))
            .toList());
  }

  private static String field(String engine, String field) {
    return switch (field) {
      case "type", "storage" -> engine + "." + field;
      case "replicaOf", "engine" -> PRIMARY;
      default -> field;
    };
  }

  private void rebuild(Context ctx) {
    var ref = ref(ctx);
    var actor = pages.require(ctx, Action.CHANGE, ref.toString());
    try {
      var operation = use.replicas().rebuild(actor, ref, Pages.once(ctx));
      Pages.goTo(ctx, "/operations/" + operation.id());
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      again.show(ctx, Form.refused(Map.of(), refused.problem()));
    }
  }
}
