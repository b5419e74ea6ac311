package dev.cairn.manifest;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import java.util.List;
import java.util.Optional;

/**
 * From a key to the database that it names: {@code STACK/STAGE/ENGINE}, or within the file's stack
 * {@code STAGE/ENGINE}, or {@code STAGE} for the same engine.
 *
 * @param key {@code replicaOf} or {@code readsFrom}
 */
record ReferenceReader(Name stack, YamlFields fields, String key) {

  /**
   * @param engine of the database that it stands at
   */
  Optional<DatabaseRef> read(Optional<Engine> engine) {
    return fields.scalar(key).flatMap(written -> database(written, engine));
  }

  private Optional<DatabaseRef> database(YamlNode.Scalar written, Optional<Engine> engine) {
    var parts = List.of(written.text().split("/", -1));
    if (parts.size() > 3) {
      fields.wrong(
          key, written, "should be STACK/STAGE/ENGINE, STAGE/ENGINE or STAGE: of a database");
      return Optional.empty();
    }
    var names = parts.size() == 1 ? parts : parts.subList(0, parts.size() - 1);
    if (!areNames(written, names)) {
      return Optional.empty();
    }
    var stage =
        names.size() == 2
            ? new StageRef(new Name(names.get(0)), new Name(names.get(1)))
            : new StageRef(stack, new Name(names.getFirst()));
    var itsEngine =
        parts.size() == 1
            ? engine
            : EngineReader.read(parts.getLast(), it -> fields.wrong(key, written, it));
    return itsEngine.map(it -> new DatabaseRef(stage, it));
  }

  private boolean areNames(YamlNode.Scalar written, List<String> names) {
    var wrong = names.stream().filter(name -> !Name.isValid(name)).toList();
    wrong.forEach(
        name -> fields.wrong(key, written, "\"" + name + "\" is no name: one " + Name.RULE));
    return wrong.isEmpty();
  }
}
