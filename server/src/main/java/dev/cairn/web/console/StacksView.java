package dev.cairn.web.console;

import java.util.List;

/** Your stacks. */
record StacksView(List<Card> stacks, boolean mayChange) {

  /** A stack at a glance. */
  record Card(String name, String href, Badge status, List<StageChip> stages, boolean busy) {
    String summary() {
      return switch (stages.size()) {
        case 0 -> "No stage yet";
        case 1 -> "1 stage";
        default -> stages.size() + " stages";
      };
    }
  }

  /** A stage on the card of its stack. */
  record StageChip(String name, String href, Badge status) {}

  boolean busy() {
    return stacks.stream().anyMatch(Card::busy);
  }
}
