package dev.cairn.web.api;

import static dev.cairn.access.Action.READ;

import dev.cairn.api.StatusView;
import dev.cairn.database.Databases;
import dev.cairn.operation.Operations;
import dev.cairn.service.Services;
import dev.cairn.stack.Stacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What runs here; whether it answers; how it is asked. */
final class StatusApi implements Noun {
  private final RestApi.About about;
  private final Stacks stacks;
  private final Databases databases;
  private final Operations operations;
  private final Services services;

  StatusApi(
      RestApi.About about,
      Stacks stacks,
      Databases databases,
      Operations operations,
      Services services) {
    this.about = about;
    this.stacks = stacks;
    this.databases = databases;
    this.operations = operations;
    this.services = services;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("status", READ, this::status),
        Route.open("/healthz", request -> new Answer.Text("text/plain", "ok\n")),
        Route.open("/api/openapi.yaml", request -> new Answer.Text("application/yaml", text())));
  }

  private Answer status(ApiRequest request) {
    var all = stacks.list();
    var stages = all.stream().flatMap(stack -> stacks.listStages(stack.name()).stream()).toList();
    return Answer.ok(
        new StatusView(
            about.version(),
            about.startedAt(),
            about.home().toString(),
            request.origin(),
            request.actor().name(),
            Wire.word(request.actor().role()),
            all.size(),
            stages.size(),
            stages.stream().mapToInt(stage -> databases.list(stage.ref()).size()).sum(),
            Math.toIntExact(operations.countOpen()),
            services.addressTroubles()));
  }

  private static String text() {
    try (var in = StatusApi.class.getResourceAsStream("/api/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("api/openapi.yaml was not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading openapi.yaml from the class path", e);
    }
  }
}
