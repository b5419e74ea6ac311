package dev.cairn.web.console;

import java.util.List;

/** A stack with its stages in order. */
record StackView(
    String name,
    String href,
    List<StageCard> stages,
    TopologyView topology,
    Form delete,
    boolean mayChange) {
  boolean busy() {
    return stages.stream().anyMatch(StageCard::busy);
  }
}
