package dev.cairn.web.console;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.web.UseCases;
import java.util.LinkedHashMap;
import java.util.Map;

/** Draws who follows whom. */
final class Topologies {
  private final UseCases use;

  Topologies(UseCases use) {
    this.use = use;
  }

  /**
   * Of a stack, also where one of the two belongs to another.
   *
   * @param stage whose page shows it; empty where it is the stack's own
   */
  TopologyView of(Name stack, String stage) {
    var trees =
        primaries(stack).values().stream()
            .map(primary -> tree(primary, stack, stage))
            .filter(tree -> !tree.replicas().isEmpty())
            .toList();
    var here = stage.isEmpty() ? "" : "?stage=" + stage;
    return new TopologyView(Targets.stack(stack.value()) + "/replication" + here, trees);
  }

  /** A primary with all that follow it, as the page of a stage shows it. */
  TopologyView.Tree tree(Database primary, StageRef here) {
    return tree(primary, here.stack(), here.stage().value());
  }

  private TopologyView.Tree tree(Database primary, Name stack, String stage) {
    return new TopologyView.Tree(
        node(primary, stack, stage, Badges.of(primary.status()), ""),
        use.replicas().listOf(primary.ref()).stream()
            .map(it -> replica(it, stack, stage))
            .toList());
  }

  /** In the order of the stages. */
  private Map<DatabaseRef, Database> primaries(Name stack) {
    var all = new LinkedHashMap<DatabaseRef, Database>();
    for (var stage : use.stacks().listStages(stack)) {
      for (var database : use.databases().list(stage.ref())) {
        switch (database.origin()) {
          case CREATED -> all.put(database.ref(), database);
          case REPLICA ->
              database
                  .primary()
                  .flatMap(use.databases()::find)
                  .ifPresent(it -> all.putIfAbsent(it.ref(), it));
          case ATTACHED -> {}
        }
      }
    }
    return all;
  }

  private TopologyView.Node replica(Database replica, Name stack, String stage) {
    var following = Following.of(use.replicas(), replica);
    return node(replica, stack, stage, following.state(), following.text());
  }

  private static TopologyView.Node node(
      Database database, Name stack, String stage, Badge state, String text) {
    var ref = database.ref();
    boolean isOurs = ref.stage().stack().equals(stack);
    return new TopologyView.Node(
        isOurs ? ref.stage().stage().value() : ref.stage().toString(),
        ref.engine().id(),
        ref.engine().displayName() + " " + database.version(),
        Targets.database(ref),
        state,
        text,
        isOurs && ref.stage().stage().value().equals(stage));
  }
}
