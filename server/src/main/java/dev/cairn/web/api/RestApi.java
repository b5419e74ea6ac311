package dev.cairn.web.api;

import dev.cairn.access.Authorizer;
import dev.cairn.api.Shutdown;
import dev.cairn.api.WireJson;
import dev.cairn.core.Actor;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import dev.cairn.web.Caller;
import dev.cairn.web.Callers;
import dev.cairn.web.ClientStream;
import dev.cairn.web.Site;
import dev.cairn.web.UseCases;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** All routes of the API, each behind the question who asks and whether they may. */
public final class RestApi implements Site {
  private final Callers callers;
  private final Authorizer authorizer;
  private final List<Noun> nouns;

  /** What the installation knows of itself. */
  public record About(String version, Path home, Instant startedAt) {}

  public RestApi(Callers callers, About about, UseCases use, Consumer<Shutdown> shutdown) {
    this.callers = callers;
    this.authorizer = use.authorizer();
    var views =
        new Views(
            use.stacks(),
            use.databases(),
            use.replicas(),
            use.readers(),
            use.rotations(),
            use.services(),
            use.operations(),
            use.metrics(),
            use.traffic());
    this.nouns =
        List.of(
            new StatusApi(about, use.stacks(), use.databases(), use.operations(), use.services()),
            new StacksApi(use.stacks(), use.replicas(), views),
            new DatabasesApi(use.stacks(), use.databases(), use.replicas(), use.rotations(), views),
            new PromotionsApi(use.promotions()),
            new ReadersApi(use.readers()),
            new DrillsApi(use.drills()),
            new TuningsApi(use.tunings()),
            new MetricsApi(use.databases(), use.metrics(), use.prometheus()),
            new TrafficApi(use.stacks(), use.traffic()),
            new AttachmentsApi(use.attachments()),
            new ServicesApi(use.stacks(), use.services(), views),
            new VariablesApi(use.stacks(), use.variables(), use.authorizer(), use.activity()),
            new SecretsApi(use.secrets(), use.rekey()),
            new OperationsApi(use.operations(), use.activity()),
            new EnginesApi(use.provider()),
            new UsersApi(use.users(), use.tokens(), use.signIn(), use.signInLinks()),
            new AccessKeysApi(use.accessKeys()),
            new ManifestsApi(use.manifests()),
            new ShutdownApi(shutdown));
  }

  RestApi(Callers callers, Authorizer authorizer, List<Noun> nouns) {
    this.callers = callers;
    this.authorizer = authorizer;
    this.nouns = List.copyOf(nouns);
  }

  List<Route> routes() {
    return nouns.stream().flatMap(noun -> noun.routes().stream()).toList();
  }

  @Override
  public void register(RoutesConfig config) {
    for (var route : routes()) {
      config.addEndpoint(
          new Endpoint(
              HandlerType.findOrCreate(route.method()),
              route.path(),
              context -> serve(route, context)));
    }
  }

  @Override
  public boolean isForPrograms(String path) {
    return path.startsWith("/api")
        || routes().stream().anyMatch(route -> route.path().equals(path));
  }

  private void serve(Route route, Context context) throws IOException {
    var actor = Actor.CAIRN;
    var caller = Caller.STRANGER;
    if (route.action().isPresent()) {
      caller = callers.of(context);
      actor = caller.required();
      authorizer.require(actor, route.action().get(), target(context));
    }
    requireKnownParameters(route, context);
    var answer = route.handler().handle(new ApiRequest(context, actor, caller));
    send(context, answer, () -> stillMay(route, context));
  }

  /** Asked of whoever reads an answer without an end. */
  private boolean stillMay(Route route, Context context) {
    return route.action().isEmpty()
        || callers
            .now(context)
            .actor()
            .filter(now -> authorizer.allows(now, route.action().get()))
            .isPresent();
  }

  /** What the path is about, for people: {@code notes/dev/postgres}. */
  private static String target(Context context) {
    var parts = context.pathParamMap().values();
    var noun = context.path().replaceFirst("^/api/v1/", "").replaceFirst("/.*", "");
    return parts.isEmpty() ? noun : String.join("/", parts);
  }

  private static void requireKnownParameters(Route route, Context context) {
    var violations =
        context.queryParamMap().keySet().stream()
            .filter(name -> !route.query().contains(name))
            .limit(FirstViolations.MOST)
            .map(name -> name.length() > 60 ? name.substring(0, 60) : name)
            .map(
                name ->
                    new Violation(
                        name,
                        ("is no parameter. " + Suggestions.sentence(name, route.query(), ""))
                            .strip()))
            .toList();
    if (!violations.isEmpty()) {
      throw Problem.invalid(
              "unknown-parameter",
              "The address has parameters that are not understood.",
              "Correct what is listed; /api/openapi.yaml describes them.")
          .withViolations(violations)
          .toException();
    }
  }

  private static void send(Context context, Answer answer, ClientStream.Right right)
      throws IOException {
    switch (answer) {
      case Answer.Json json -> {
        json.location().ifPresent(url -> context.header("Location", url));
        context.status(json.status()).contentType("application/json");
        context.result(WireJson.MAPPER.writeValueAsBytes(json.body()));
      }
      case Answer.Text text -> {
        // Bytes: Jetty would take a type that it does not know for Latin 1, and write "?".
        var type = text.contentType();
        context.contentType(type.contains("charset=") ? type : type + "; charset=utf-8");
        context.result(text.body().getBytes(StandardCharsets.UTF_8));
      }
      case Answer.Nothing() -> context.status(204);
      case Answer.Stream stream ->
          ClientStream.answer(context, stream.contentType(), right, stream.writer());
    }
  }
}
