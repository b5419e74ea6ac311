package dev.cairn.web.console;

import java.util.List;

/** Final backups of removed databases. */
record BackupsView(List<Row> rows, boolean mayRemove) {

  /** A backup. */
  record Row(
      String name, String engine, String origin, String database, String size, When created) {}
}
