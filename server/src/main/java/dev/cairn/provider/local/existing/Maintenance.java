package dev.cairn.provider.local.existing;

import dev.cairn.engine.Engine;
import dev.cairn.engine.EngineVersion;
import java.time.LocalDate;
import java.util.Optional;

/** Whether somebody still mends a version's faults. Pure. */
final class Maintenance {
  private Maintenance() {}

  /**
   * A warning where the version's maintenance ended, or where nothing is known of it.
   *
   * @param version as the server says it, for example {@code 15.14}
   */
  static Optional<String> warning(Engine engine, String version, LocalDate today) {
    var known =
        engine.versions().stream()
            .filter(it -> (version + ".").startsWith(it.name() + "."))
            .findFirst();
    if (known.isEmpty()) {
      return Optional.of(
          engine.displayName() + " " + version + " is no version that this Cairn knows.");
    }
    return known
        .flatMap(EngineVersion::maintainedUntil)
        .filter(it -> it.isBefore(today))
        .map(
            it ->
                engine.displayName()
                    + " "
                    + version
                    + " is not maintained any more since "
                    + it
                    + ".");
  }
}
