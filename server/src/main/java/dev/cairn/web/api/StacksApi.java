package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.replication.Replicas;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import dev.cairn.web.Fields;
import java.util.List;

final class StacksApi implements Noun {
  private final Stacks stacks;
  private final Replicas replicas;
  private final Views views;

  StacksApi(Stacks stacks, Replicas replicas, Views views) {
    this.stacks = stacks;
    this.replicas = replicas;
    this.views = views;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("stacks", READ, this::list),
        Route.post("stacks", CHANGE, this::create),
        Route.get("stacks/{stack}", READ, this::show),
        Route.delete("stacks/{stack}", CHANGE, this::delete),
        Route.get("stacks/{stack}/stages", READ, this::listStages),
        Route.post("stacks/{stack}/stages", CHANGE, this::createStage),
        Route.get("stacks/{stack}/stages/{stage}", READ, this::showStage),
        Route.delete("stacks/{stack}/stages/{stage}", CHANGE, this::deleteStage));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(stacks.list().stream().map(views::of).toList());
  }

  private Answer create(ApiRequest request) {
    var name = new Name(request.body(CreateStack.class).name());
    var stack = stacks.create(request.actor(), name);
    return Answer.created(views.of(stack), "/api/v1/stacks/" + name);
  }

  private Answer show(ApiRequest request) {
    return Answer.ok(views.of(stacks.get(request.name("stack"))));
  }

  private Answer delete(ApiRequest request) {
    stacks.delete(request.actor(), request.name("stack"));
    return new Answer.Nothing();
  }

  private Answer listStages(ApiRequest request) {
    return Answer.list(stacks.listStages(request.name("stack")).stream().map(views::of).toList());
  }

  /** With the databases that were asked for at once; each is an operation of its own. */
  private Answer createStage(ApiRequest request) {
    var wanted = request.body(CreateStage.class);
    var ref = new StageRef(request.name("stack"), new Name(wanted.name()));
    var stage =
        new StageSpec(
            ref,
            wanted.after().map(text -> Fields.renamed("name", "after", () -> new Name(text))),
            wanted.target(),
            wanted.region());
    replicas.createStage(
        request.actor(),
        stage,
        wanted.databases().stream().map(Engine::of).toList(),
        wanted.replicasOf().stream().map(it -> Replicated.reference("replicasOf", it)).toList());
    return Answer.created(
        views.of(stacks.getStage(ref)), "/api/v1/stacks/" + ref.stack() + "/stages/" + ref.stage());
  }

  private Answer showStage(ApiRequest request) {
    return Answer.ok(views.of(stacks.getStage(request.stage())));
  }

  private Answer deleteStage(ApiRequest request) {
    stacks.deleteStage(request.actor(), request.stage());
    return new Answer.Nothing();
  }
}
