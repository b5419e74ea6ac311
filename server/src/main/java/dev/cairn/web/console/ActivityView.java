package dev.cairn.web.console;

import java.util.List;

/** Who changed what from what to what, when. */
record ActivityView(List<Row> rows) {

  /** One change or reveal. */
  record Row(When at, String actor, String action, Link target, String before, String after) {}
}
