package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import dev.cairn.stack.Stacks;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which provider serves which stage. */
public final class Targets {
  private final Stacks stacks;
  private final Map<String, DatabaseProvider> providers;

  /**
   * @param providers by the name of their target
   */
  public Targets(Stacks stacks, Map<String, DatabaseProvider> providers) {
    this.stacks = stacks;
    this.providers = Map.copyOf(providers);
  }

  public DatabaseProvider of(StageRef stage) {
    return of(stacks.getStage(stage).target());
  }

  /** Whether nothing is there of a database that should be: its files are gone, or away. */
  public boolean isMissing(Database database) {
    return of(database.ref().stage()).observe(database.identifier()).state()
        == Observed.State.MISSING;
  }

  DatabaseProvider of(String target) {
    return find(target)
        .orElseThrow(
            () ->
                Problem.failed(
                        "target-without-databases",
                        "No databases can be had on the target " + target + ".",
                        "Choose another target.")
                    .toException());
  }

  public Optional<DatabaseProvider> find(String target) {
    return Optional.ofNullable(providers.get(target));
  }

  /** Newest first. */
  List<Backup> listBackups() {
    return providers.values().stream()
        .flatMap(provider -> provider.listBackups().stream())
        .sorted(Comparator.comparing(Backup::createdAt).reversed())
        .toList();
  }

  Optional<DatabaseProvider> findHolder(String backup) {
    return providers.values().stream()
        .filter(
            provider -> provider.listBackups().stream().anyMatch(it -> it.name().equals(backup)))
        .findFirst();
  }
}
