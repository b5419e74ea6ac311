package dev.cairn.web.console;

import java.util.List;

/**
 * An engine of which there are primaries, and what there is to choose of a replica.
 *
 * @param leastGib the least storage that one of the primaries has
 * @param variables what the application gets
 */
record ReplicaChoice(
    String engine,
    String name,
    List<Primary> primaries,
    List<AddDatabaseView.TypeChoice> types,
    long leastGib,
    List<String> variables) {

  /**
   * A database that a replica could follow.
   *
   * @param unavailable why not just now; empty where it could
   * @param restart that it is restarted for it; empty where it is not
   */
  record Primary(String ref, String stage, String text, String unavailable, String restart) {
    boolean available() {
      return unavailable.isEmpty();
    }
  }

  /** The name of a field of this engine. */
  String field(String field) {
    return engine + "." + field;
  }
}
