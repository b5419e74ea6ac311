package dev.cairn.web.console;

import dev.cairn.core.Name;
import dev.cairn.core.Sentence;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.replication.Replicas;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.web.UseCases;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What replicas could be made of, in words. */
final class ReplicaChoices {
  private final UseCases use;

  ReplicaChoices(UseCases use) {
    this.use = use;
  }

  /** For a stage that is not there yet: one for each engine of which the stack has a primary. */
  List<ReplicaChoice> of(Name stack) {
    return Engine.all().stream()
        .map(engine -> choice(engine, use.replicas().candidates(stack, engine)))
        .filter(it -> !it.primaries().isEmpty())
        .toList();
  }

  /** For a stage that is there: of engines that it does not have. */
  List<ReplicaChoice> of(StageRef stage) {
    var taken = use.databases().list(stage).stream().map(it -> it.ref().engine().id()).toList();
    return of(stage.stack()).stream().filter(it -> !taken.contains(it.engine())).toList();
  }

  /** The one that could be followed now, where there is no other to choose. */
  static Optional<String> only(List<ReplicaChoice> choices) {
    var all =
        choices.stream()
            .flatMap(it -> it.primaries().stream())
            .filter(ReplicaChoice.Primary::available)
            .map(ReplicaChoice.Primary::ref)
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** Why a new stage cannot have one; empty where it can. */
  String noneOf(Name stack) {
    return of(stack).isEmpty()
        ? "No stage of " + stack + " has a PostgreSQL or MySQL that Cairn runs"
        : "";
  }

  /** Why that stage cannot have one; empty where it can. */
  String noneOf(StageRef stage) {
    return of(stage).isEmpty()
        ? "No other stage of %s has a PostgreSQL or MySQL that Cairn runs and %s lacks"
            .formatted(stage.stack(), stage.stage())
        : "";
  }

  private ReplicaChoice choice(Engine engine, List<Database> primaries) {
    return new ReplicaChoice(
        engine.id(),
        engine.displayName(),
        primaries.stream().map(this::primary).toList(),
        EngineChoices.types(engine),
        primaries.stream().mapToLong(it -> it.storage().toGib()).min().orElse(1),
        variables(engine));
  }

  private ReplicaChoice.Primary primary(Database database) {
    var ref = database.ref();
    boolean answers = Replicas.answers(database);
    return new ReplicaChoice.Primary(
        ref.toString(),
        ref.stage().toString(),
        "%s %s, %s used, %s with %s of storage"
            .formatted(
                ref.engine().displayName(),
                database.version(),
                database.used(),
                database.type().name(),
                database.storage()),
        answers ? "" : "It does not run just now: its data cannot be copied.",
        answers ? restart(ref) : "");
  }

  private String restart(DatabaseRef primary) {
    return use.replicas()
        .restartBefore(primary)
        .map(why -> "It restarts once first, which drops its connections for a moment: " + why)
        .map(Sentence::ended)
        .orElse("");
  }

  /** What an application beside a replica gets; names only, in order. */
  static List<String> variables(Engine engine) {
    return Stream.concat(
            GeneratedVariables.names(engine).stream(),
            GeneratedVariables.readerNames(engine).stream())
        .sorted()
        .toList();
  }
}
