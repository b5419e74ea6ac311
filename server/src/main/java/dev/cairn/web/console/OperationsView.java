package dev.cairn.web.console;

import java.util.List;

/** Operations, newest first. */
record OperationsView(List<Row> rows, String scope) {

  /** An operation in a list. */
  record Row(
      String title,
      String href,
      Link target,
      Badge status,
      String actor,
      When created,
      String elapsed) {}

  boolean busy() {
    return rows.stream().anyMatch(row -> row.status().busy());
  }
}
