package dev.cairn.web.console;

/** Title and tabs of a stage's pages. */
record StageHead(
    String stack, String stage, String href, Badge status, Tab tab, boolean mayChange) {

  /** Pages of a stage. */
  enum Tab {
    OVERVIEW,
    RELEASES,
    LOGS,
    ACTIVITY,
    DATABASES,
    VARIABLES,
    APPLICATION,
    DELETE;

    boolean isSetting() {
      return switch (this) {
        case DATABASES, VARIABLES, APPLICATION, DELETE -> true;
        case OVERVIEW, RELEASES, LOGS, ACTIVITY -> false;
      };
    }
  }

  boolean at(Tab other) {
    return tab == other;
  }

  String ref() {
    return stack + "/" + stage;
  }
}
