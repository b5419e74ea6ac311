package dev.cairn.engine;

import dev.cairn.core.Problem;
import java.util.List;

/**
 * A database engine that Cairn runs. What differs between them in configuration, commands and SQL
 * stands in the package of its name below this one.
 */
public sealed interface Engine permits Postgres, MySql, Redis {

  /** The word in URLs, commands and tables, for example {@code postgres}. */
  String id();

  /** The name for people, for example {@code PostgreSQL}. */
  String displayName();

  /** What it counts as work done, in the plural: not every engine counts queries. */
  String queriesAre();

  int defaultPort();

  /** What a client says first, to hear anything at all; nothing where the server speaks first. */
  byte[] hello();

  /**
   * Those that Cairn knows how to run, newest first. Which can be had is the provider's to say; the
   * first of those is the default for new databases.
   */
  List<EngineVersion> versions();

  /** Smallest first. */
  List<InstanceType> types();

  /** Whether another instance type restarts a running server. More storage never does. */
  boolean resizeRestarts();

  /** All engines, in the order of the screens. */
  static List<Engine> all() {
    return List.of(Postgres.INSTANCE, MySql.INSTANCE, Redis.INSTANCE);
  }

  /** The engine of that id; an unknown one is a problem that names the known. */
  static Engine of(String id) {
    return all().stream()
        .filter(engine -> engine.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                        "unknown-engine",
                        "There is no engine \"" + id + "\".",
                        "Choose one of "
                            + String.join(", ", all().stream().map(Engine::id).toList())
                            + ".")
                    .toException());
  }
}
