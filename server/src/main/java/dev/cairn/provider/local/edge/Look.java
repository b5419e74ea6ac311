package dev.cairn.provider.local.edge;

/** What somebody found who asked at a stage's port as a client does. */
enum Look {
  /** The edge answered. */
  SERVES(""),
  /** The edge turned it away, as it has as many connections as it takes: it serves those. */
  FULL(""),
  SILENT("the edge takes connections there and sends no answer"),
  HANGS_UP("the edge hangs up there without an answer"),
  CLOSED("the edge does not listen there");

  private final String clause;

  Look(String clause) {
    this.clause = clause;
  }

  boolean isWell() {
    return clause.isEmpty();
  }

  /** For people, why it does not serve. */
  String clause() {
    return clause;
  }
}
