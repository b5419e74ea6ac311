package dev.cairn.web.api;

import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.stack.Stacks;
import dev.cairn.web.TestSite;
import dev.cairn.web.UseCases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The API over the use cases that need nothing but the state. What would reach an engine or an
 * application is proved end to end, not here.
 */
final class TestApi {
  final TestSite site;
  final Stacks stacks;
  final Operations operations;
  final RestApi api;

  @SuppressWarnings("NullAway") // constructors only assign, and no test goes as far as these
  TestApi(StateDatabase state) {
    site = new TestSite(state);
    operations = new Operations(state, site.activity);
    stacks =
        new Stacks(
            state, operations, site.activity, Map.of("local", List.of("local")), stage -> {});
    api =
        new RestApi(
            site.callers,
            new RestApi.About("0", Path.of("/home"), Instant.EPOCH),
            new UseCases(
                stacks,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                operations,
                site.activity,
                null,
                site.users,
                site.tokens,
                site.accessKeys,
                site.signIn,
                site.links,
                site.authorizer),
            wanted -> {});
  }

  /** The same routes, each answering 204: what stands before them is tested. */
  RestApi withoutHandlers() {
    Noun all =
        () ->
            api.routes().stream()
                .map(
                    route ->
                        new Route(
                            route.method(),
                            route.path(),
                            route.action(),
                            route.query(),
                            request -> new Answer.Nothing()))
                .toList();
    return new RestApi(site.callers, site.authorizer, List.of(all));
  }
}
