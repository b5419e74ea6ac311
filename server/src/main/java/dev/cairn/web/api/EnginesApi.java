package dev.cairn.web.api;

import static dev.cairn.access.Action.READ;

import dev.cairn.api.EngineVersionView;
import dev.cairn.api.EngineView;
import dev.cairn.api.InstanceTypeView;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.engine.Engine;
import dev.cairn.provider.DatabaseProvider;
import java.util.List;

final class EnginesApi implements Noun {
  private final DatabaseProvider provider;

  EnginesApi(DatabaseProvider provider) {
    this.provider = provider;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("engines", READ, this::list));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(Engine.all().stream().map(this::view).toList());
  }

  private EngineView view(Engine engine) {
    var offers = provider.versions(engine);
    return new EngineView(
        engine.id(),
        engine.displayName(),
        engine.defaultPort(),
        offers.stream()
            .map(
                offer ->
                    new EngineVersionView(
                        offer.version().name(), offer.source(), offer.version().maintainedUntil()))
            .toList(),
        engine.types().stream()
            .map(type -> new InstanceTypeView(type.name(), type.vcpus(), type.memory().toMib()))
            .toList(),
        offers.isEmpty() ? "" : offers.getFirst().version().name(),
        engine.types().getFirst().name(),
        Math.toIntExact(DatabaseSpec.DEFAULT_STORAGE.toGib()));
  }
}
