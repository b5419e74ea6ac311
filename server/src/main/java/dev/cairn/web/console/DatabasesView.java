package dev.cairn.web.console;

import java.util.List;

/** Stage settings: databases. */
record DatabasesView(StageHead head, List<DatabaseRow> databases, boolean mayAdd) {
  boolean busy() {
    return databases.stream().anyMatch(row -> row.status().busy());
  }
}
