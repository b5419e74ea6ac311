package dev.cairn.web.console;

import java.util.List;

/**
 * Stage settings: databases.
 *
 * @param topology who follows whom among those of the stack
 */
record DatabasesView(
    StageHead head, List<DatabaseRow> databases, TopologyView topology, boolean mayAdd) {
  boolean busy() {
    return databases.stream().anyMatch(row -> row.status().busy());
  }
}
