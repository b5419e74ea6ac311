package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;
import static dev.cairn.access.Action.REVEAL;

import dev.cairn.access.Authorizer;
import dev.cairn.activity.Activity;
import dev.cairn.api.VariableChange;
import dev.cairn.api.VariableChanges;
import dev.cairn.api.VariablesSaved;
import dev.cairn.service.DotEnv;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class VariablesApi implements Noun {
  private static final String STAGE = "stacks/{stack}/stages/{stage}/variables";

  private final Stacks stacks;
  private final Variables variables;
  private final Authorizer authorizer;
  private final Activity activity;

  VariablesApi(Stacks stacks, Variables variables, Authorizer authorizer, Activity activity) {
    this.stacks = stacks;
    this.variables = variables;
    this.authorizer = authorizer;
    this.activity = activity;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(STAGE, READ, this::list).query("reveal", "for"),
        Route.patch(STAGE, CHANGE, this::change),
        Route.post(STAGE + "/preview", CHANGE, this::preview));
  }

  private Answer list(ApiRequest request) {
    boolean reveal = request.flag("reveal", false);
    if (reveal) {
      authorizer.require(request.actor(), REVEAL, request.stage().toString());
    }
    var stage = stacks.getStage(request.stage()).ref();
    var found =
        switch (request.query("for").orElse("app")) {
          case "app" -> variables.list(stage);
          case "host" -> variables.listForHost(stage);
          default -> throw ApiRequest.wrong("for", "must be app or host");
        };
    if (reveal) {
      activity.record(request.actor(), "reveal-variables", stage.toString(), Map.of());
    }
    return Answer.list(found.stream().map(one -> Wire.view(one, reveal)).toList());
  }

  private Answer preview(ApiRequest request) {
    var wanted = request.body(VariableChanges.class);
    var changes = variables.preview(request.stage(), set(wanted), Set.copyOf(wanted.unset()));
    return Answer.ok(new VariablesSaved(views(changes), Optional.empty()));
  }

  private Answer change(ApiRequest request) {
    var wanted = request.body(VariableChanges.class);
    var saved =
        variables.change(
            request.actor(),
            request.stage(),
            set(wanted),
            Set.copyOf(wanted.unset()),
            request.idempotencyKey());
    var body = new VariablesSaved(views(saved.changes()), saved.operation().map(Wire::ref));
    return body.operation()
        .<Answer>map(deploy -> new Answer.Json(202, body, Optional.of(deploy.url())))
        .orElseGet(() -> Answer.ok(body));
  }

  private static Map<String, String> set(VariableChanges wanted) {
    var all = new LinkedHashMap<>(wanted.dotenv().map(DotEnv::read).orElse(Map.of()));
    all.putAll(wanted.set());
    return all;
  }

  private static List<VariableChange> views(List<Variables.Change> changes) {
    return changes.stream().map(Wire::view).toList();
  }
}
