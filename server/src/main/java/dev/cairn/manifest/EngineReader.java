package dev.cairn.manifest;

import dev.cairn.core.Suggestions;
import dev.cairn.engine.Engine;
import java.util.Optional;
import java.util.function.Consumer;

/** From an id in a file to the engine. */
final class EngineReader {
  private EngineReader() {}

  /** Tells what is wrong where there is none of that id. */
  static Optional<Engine> read(String id, Consumer<String> wrong) {
    var found = Engine.all().stream().filter(engine -> engine.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      var ids = Engine.all().stream().map(Engine::id).toList();
      wrong.accept("there is no engine \"" + id + "\". " + Suggestions.sentence(id, ids, ""));
    }
    return found;
  }
}
