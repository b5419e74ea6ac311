package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.DeployRequest;
import dev.cairn.api.RollbackRequest;
import dev.cairn.api.ServiceChanges;
import dev.cairn.api.ServiceSpecView;
import dev.cairn.service.Services;
import dev.cairn.stack.Stacks;
import java.util.List;
import java.util.Set;

final class ServicesApi implements Noun {
  private static final String STAGE = "stacks/{stack}/stages/{stage}/";

  private final Stacks stacks;
  private final Services services;
  private final Views views;

  ServicesApi(Stacks stacks, Services services, Views views) {
    this.stacks = stacks;
    this.services = services;
    this.views = views;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(STAGE + "service", READ, this::show),
        Route.put(STAGE + "service", CHANGE, this::configure),
        Route.patch(STAGE + "service", CHANGE, this::change),
        Route.delete(STAGE + "service", CHANGE, this::remove),
        Route.post(STAGE + "deployments", CHANGE, this::deploy),
        Route.post(STAGE + "rollback", CHANGE, this::rollback),
        Route.get(STAGE + "releases", READ, this::listReleases),
        Route.get(STAGE + "releases/{release}/log", READ, this::buildLog).query("lines", "follow"),
        Route.get(STAGE + "logs", READ, this::log).query("lines", "follow"),
        Route.get(STAGE + "access-log", READ, this::accessLog).query("lines", "follow"));
  }

  private Answer show(ApiRequest request) {
    return Answer.ok(views.withTraffic(services.get(request.stage())));
  }

  private Answer configure(ApiRequest request) {
    var stage = stacks.getStage(request.stage()).ref();
    var spec = Sources.spec(request.body(ServiceSpecView.class));
    return Answer.ok(views.of(services.configure(request.actor(), stage, spec)));
  }

  private Answer change(ApiRequest request) {
    var stage = stacks.getStage(request.stage()).ref();
    var wanted = request.body(ServiceChanges.class);
    var unset = Set.copyOf(wanted.unset());
    return Answer.ok(views.of(services.change(request.actor(), stage, wanted.set(), unset)));
  }

  private Answer remove(ApiRequest request) {
    return Answer.accepted(
        services.remove(request.actor(), request.stage(), request.idempotencyKey()));
  }

  private Answer deploy(ApiRequest request) {
    var wanted = request.body(DeployRequest.class);
    var source = Sources.find(wanted.source(), wanted.git(), wanted.image());
    return Answer.accepted(
        services.deploy(request.actor(), request.stage(), source, request.idempotencyKey()));
  }

  private Answer rollback(ApiRequest request) {
    var release = request.body(RollbackRequest.class).release();
    return Answer.accepted(
        services.rollback(request.actor(), request.stage(), release, request.idempotencyKey()));
  }

  private Answer listReleases(ApiRequest request) {
    var stage = stacks.getStage(request.stage()).ref();
    return Answer.list(services.listReleases(stage).stream().map(Wire::view).toList());
  }

  private Answer buildLog(ApiRequest request) {
    return LogFile.answer(services.buildLog(request.stage(), request.number("release")), request);
  }

  private Answer accessLog(ApiRequest request) {
    return LogFile.answer(services.accessLog(request.stage()), request);
  }

  private Answer log(ApiRequest request) {
    return LogFile.answer(services.logFile(request.stage()), request);
  }
}
