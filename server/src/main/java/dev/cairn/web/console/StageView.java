package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * A stage's overview.
 *
 * @param restarts what a deploy restarts besides, a sentence each
 */
record StageView(
    StageHead head,
    StageCard card,
    Optional<Facts> application,
    List<ReleaseRow> releases,
    VariableCount variables,
    LogView log,
    Form deploy,
    List<String> restarts,
    StageReadingView reading,
    Optional<StageTrafficView> traffic) {

  /**
   * How the application is built, run and reached.
   *
   * @param addresses all but the first
   * @param troubles of addresses, a sentence each
   */
  record Facts(
      String source,
      String runtime,
      String port,
      String health,
      List<String> addresses,
      List<String> troubles) {}

  /** The runtime variables in numbers. */
  record VariableCount(int generated, int own, int overriding) {}
}
