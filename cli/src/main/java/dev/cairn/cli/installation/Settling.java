package dev.cairn.cli.installation;

import dev.cairn.api.ApiClient;
import dev.cairn.api.OperationRef;
import dev.cairn.api.StackView;
import dev.cairn.api.StageView;
import dev.cairn.cli.session.Following;
import dev.cairn.cli.terminal.Problems;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until what a stack holds is up: after a reboot nothing is to be changed, yet databases and
 * applications are only coming back.
 */
final class Settling {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ApiClient api;

  Settling(ApiClient api) {
    this.api = api;
  }

  StackView await(String name) {
    var begun = Instant.now();
    while (true) {
      var stack = api.stack(name);
      var open = openOperations(stack);
      if (!open.isEmpty()) {
        Following.await(api, open).forEach(Following::requireSuccess);
        continue;
      }
      var missing = stack.stages().stream().flatMap(Settling::missing).toList();
      if (missing.isEmpty()) {
        return stack;
      }
      if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
        throw Problems.of(
            "not-settled",
            "Not all of " + name + " is up: " + String.join("; ", missing) + ".",
            "See why with: cairn stack show " + name + ", cairn op list " + name);
      }
      Pause.of(PAUSE);
    }
  }

  private static List<OperationRef> openOperations(StackView stack) {
    var open = new ArrayList<OperationRef>();
    for (var stage : stack.stages()) {
      stage.service().flatMap(service -> service.openOperation()).ifPresent(open::add);
      stage.databases().forEach(each -> each.openOperation().ifPresent(open::add));
    }
    return open;
  }

  /** An application that was never deployed is nothing to wait for. */
  private static Stream<String> missing(StageView stage) {
    var databases =
        stage.databases().stream()
            .filter(each -> !each.status().equals("available"))
            .map(each -> each.ref() + " is " + each.status() + " " + each.statusReason());
    var service =
        stage.service().stream()
            .filter(each -> !each.status().equals("healthy") && !each.status().equals("idle"))
            .map(each -> each.stage() + " is " + each.status() + " " + each.statusReason());
    return Stream.concat(databases, service).map(String::strip);
  }
}
